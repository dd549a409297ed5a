-- Corrects a reservation to what was really used, be it more. Safe to repeat.
--
-- KEYS  1 the day
-- ARGV  1 the reservation's id   2 what was used

local reserved = redis.call('HGET', KEYS[1], ARGV[1])
if reserved then
  redis.call('HINCRBY', KEYS[1], 'taken', tonumber(ARGV[2]) - tonumber(reserved))
  redis.call('HDEL', KEYS[1], ARGV[1])
end
