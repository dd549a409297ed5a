-- Reserves money of the day's pool before it is spent. Safe to repeat with the same id.
--
-- KEYS  1 the day
-- ARGV  1 the reservation's id   2 its amount   3 the whole pool, in the same unit
--       4 seconds to keep the day
-- Returns 1, or 0 where less than that is left.

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  return 1
end
local taken = tonumber(redis.call('HGET', KEYS[1], 'taken') or '0')
if taken + tonumber(ARGV[2]) > tonumber(ARGV[3]) then
  return 0
end

redis.call('HINCRBY', KEYS[1], 'taken', ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
