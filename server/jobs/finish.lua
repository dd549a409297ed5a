-- Ends a job, once, and gives back the use where nothing is owed. Safe to repeat.
-- Of a job that failed no word of a model's is kept, and whoever follows it forgets what they read.
--
-- KEYS  1 job   2 uses of the trial   3 the job's events   4 the image's own address
-- ARGV  1 attempt   2 "1" to give the use back   3 the closing event   4… fields and values
-- Returns 1, or 0 where another attempt has taken over or the job was erased.

local job = redis.call('HMGET', KEYS[1], 'state', 'attempt')
if job[2] ~= ARGV[1] then
  return 0
end
if job[1] ~= 'running' then
  return 1
end

redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('HDEL', KEYS[1], 'stage')
redis.call('DEL', KEYS[4])
if ARGV[2] == '1' and tonumber(redis.call('GET', KEYS[2]) or '0') > 0 then
  redis.call('DECR', KEYS[2])
end

if ARGV[3] == 'problem' then
  local words = {}
  for _, event in ipairs(redis.call('XRANGE', KEYS[3], '-', '+')) do
    if event[2][2] == 'partial' then
      table.insert(words, event[1])
    end
  end
  if #words > 0 then
    redis.call('XDEL', KEYS[3], unpack(words))
    redis.call('XADD', KEYS[3], 'NOMKSTREAM', '*', 'event', 'restart', 'data', '{}')
  end
end
redis.call('XADD', KEYS[3], 'NOMKSTREAM', '*', 'event', ARGV[3], 'data', '{}')
return 1
