-- Looks an answer up. Where there is none, the first who asks leads and the others follow.
-- Safe to repeat by the same holder.
--
-- KEYS  1 the answer   2 the lease   3 the leader's words   (one hash slot: the question's)
-- ARGV  1 holder   2 "1" to pass over an answer   3 a leader whose place to take, or ""
--       4 milliseconds of the lease   5 seconds to keep the words
-- Returns {"known", the answer}, {"leads", holder} or {"follows", the leader}.

local known = ARGV[2] ~= '1' and redis.call('GET', KEYS[1])
if known then
  return {'known', known}
end

local leader = redis.call('HGET', KEYS[2], 'holder')
if leader and leader ~= ARGV[3] then
  return {leader == ARGV[1] and 'leads' or 'follows', leader}
end

redis.call('HSET', KEYS[2], 'holder', ARGV[1], 'told', 0)
redis.call('PEXPIRE', KEYS[2], ARGV[4])
-- Trimmed and not deleted: whoever reads on must find later ids.
redis.call('XTRIM', KEYS[3], 'MAXLEN', 0)
redis.call('XADD', KEYS[3], '*', 'event', 'restart', 'data', '')
redis.call('EXPIRE', KEYS[3], ARGV[5])
return {'leads', ARGV[1]}
