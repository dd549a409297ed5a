-- A provider's places, and its money of a day: takes both for a call, or settles them after it.
-- Safe to repeat: a call's place is its own, and it is settled with the place, once.
--
-- KEYS  1 the places, calls by when they are given up   2 what is spent this day, in micro-dollars
-- ARGV  1 "take" or "settle"   2 the call's name   3 now, in seconds
--       4 what the call may cost at most (take), or less that by what it cost (settle)
--       5 seconds after which a place is given up   6 most places   7 most micro-dollars a day
--       8 seconds to keep the sum                    (6 and 7: -1 where there is no limit)
-- Returns 1 where it was taken or settled, else 0.

local places, spent = KEYS[1], KEYS[2]
local call, now, amount = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local function spend()
  redis.call('INCRBY', spent, ARGV[4])
  redis.call('EXPIRE', spent, ARGV[8])
  return 1
end

if ARGV[1] == 'settle' then
  -- A call that outlived its place keeps what was set aside: nobody knows when it ended.
  if redis.call('ZREM', places, call) == 1 then
    return spend()
  end
  return 0
end

local seconds, most, dearest = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
redis.call('ZREMRANGEBYSCORE', places, '-inf', now)
if redis.call('ZSCORE', places, call) then
  return 1
end
if most >= 0 and redis.call('ZCARD', places) >= most then
  return 0
end
if dearest >= 0 and tonumber(redis.call('GET', spent) or '0') + amount > dearest then
  return 0
end

redis.call('ZADD', places, now + seconds, call)
redis.call('EXPIRE', places, math.ceil(seconds))
return spend()
