-- Counts one call in every window, or in none where one of them refuses. Safe to repeat.
-- `acquire` and `stand` are the `limits` library's own scripts, which stand before this one.
--
-- KEYS  1 the mark of this very call   2… a window each               (one hash slot)
-- ARGV  1 now, in seconds, or "" for Redis' own clock   2 seconds to keep the mark
--       3… for each window its most calls and its seconds
-- Returns now, and for each window whether it refuses, its oldest call and its count.

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] + time[2] / 1000000
end

local is_first = redis.call('SET', KEYS[1], '', 'NX', 'EX', ARGV[2])
local refused, refuses = {}, false
for place = 2, #KEYS do
  local most, seconds = ARGV[2 * place - 1], ARGV[2 * place]
  refused[place] = is_first and not acquire({KEYS[place]}, {now, most, seconds, 1})
  refuses = refuses or refused[place]
end

if refuses then
  redis.call('DEL', KEYS[1])
  for place = 2, #KEYS do
    if not refused[place] then
      redis.call('LPOP', KEYS[place])
    end
  end
end

local answer = {string.format('%.6f', now)}
for place = 2, #KEYS do
  local most, seconds = ARGV[2 * place - 1], ARGV[2 * place]
  local standing = stand({KEYS[place]}, {now - seconds, most}) or {answer[1], 0}
  table.insert(answer, {refused[place] and 1 or 0, standing[1], standing[2]})
end
return answer
