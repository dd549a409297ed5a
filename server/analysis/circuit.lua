-- A provider's circuit: closed, open, or half open with one probe out; one for all processes.
-- Safe to repeat: a call is counted once, under its name, and whoever holds the probe keeps it.
--
-- KEYS  1 the circuit, a hash that is there while it is not closed
--       2 the calls of the last 30 s: "<halves of a failure>:<call>" by when they ended
-- ARGV  1 "ask", or how the call went: "well", "half", "failed", "unknown", or what put it out
--       2 the call's name   3 now, in seconds   4 seconds after which a probe is given up
-- Returns 1 where the call may go, or where it opened the circuit; else 0.

local WINDOW, FEWEST, MOST = 30, 5, 200
-- Seconds: the first time; then, from probe to probe, a sixth of the outage within these bounds.
local FIRST, SHORTEST, LONGEST = 5, 10, 60
-- A wrong key, a spent quota and a model that is gone do not mend themselves.
local OUT = 600
local FORGOTTEN = 900
local HALVES = { well = 0, half = 1, failed = 2 }

local circuit, calls = KEYS[1], KEYS[2]
local said, call, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
local kept = redis.call('HMGET', circuit, 'since', 'until', 'probe', 'began')
local since, shut_until = tonumber(kept[1]), tonumber(kept[2])
local probe, began = kept[3], tonumber(kept[4])

local function open(seconds, from, why)
  redis.call('DEL', circuit, calls)
  redis.call('HSET', circuit, 'since', since or now, 'until', from + seconds, 'why', why)
  redis.call('EXPIRE', circuit, math.ceil(seconds) + FORGOTTEN)
end

if said == 'ask' then
  if not shut_until then
    return 1
  end
  local is_out = probe and probe ~= call and now < began + tonumber(ARGV[4])
  if now < shut_until or is_out then
    return 0
  end
  redis.call('HSET', circuit, 'probe', call, 'began', now)
  return 1
end

if shut_until then
  if probe ~= call then
    -- It began before the circuit opened: the probe alone tells how things are now.
    return 0
  elseif said == 'unknown' then
    redis.call('HDEL', circuit, 'probe')
  elseif said == 'well' then
    redis.call('DEL', circuit)
  elseif not HALVES[said] then
    open(OUT, now, said)
    return 1
  else
    open(math.max(SHORTEST, math.min(LONGEST, (now - since) / 6)), began, said)
  end
  return 0
end

if said == 'unknown' then
  return 0
elseif not HALVES[said] then
  open(OUT, now, said)
  return 1
end

redis.call('ZADD', calls, now, HALVES[said] .. ':' .. call)
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - WINDOW)
redis.call('ZREMRANGEBYRANK', calls, 0, -MOST - 1)
redis.call('EXPIRE', calls, WINDOW)

if said == 'well' then
  return 0
end
local ended, halves = redis.call('ZRANGE', calls, 0, -1), 0
for _, each in ipairs(ended) do
  halves = halves + tonumber(string.sub(each, 1, 1))
end
-- Half of the calls failed: twice their halves.
if #ended >= FEWEST and halves >= #ended then
  open(FIRST, now, said)
  return 1
end
return 0
