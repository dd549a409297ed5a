-- Renews a leader's lease, and tells the followers one thing, each number once.
--
-- KEYS  1 the lease   2 the leader's words
-- ARGV  1 holder   2 milliseconds of the lease   3 number, from 1   4 event, or ""   5 its data
-- Returns 1, or 0 where this holder leads no more.

local lease = redis.call('HMGET', KEYS[1], 'holder', 'told')
if lease[1] ~= ARGV[1] then
  return 0
end

redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[4] ~= '' and tonumber(ARGV[3]) > tonumber(lease[2]) then
  redis.call('HSET', KEYS[1], 'told', ARGV[3])
  redis.call('XADD', KEYS[2], 'NOMKSTREAM', '*', 'event', ARGV[4], 'data', ARGV[5])
end
return 1
