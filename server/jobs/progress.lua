-- Tells one thing about a running job. Only the current attempt may, and each number once.
--
-- KEYS  1 job   2 the job's events
-- ARGV  1 attempt   2 number of this message within the attempt, from 1
--       3 event   4 its data   5 the stage, or ""
--       6 the question that the job asks or shares, or ""
-- Returns 1, or 0 where another attempt has taken over or the job is over.

local job = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'told')
if job[1] ~= 'running' or job[2] ~= ARGV[1] then
  return 0
end
if tonumber(ARGV[2]) <= tonumber(job[3]) then
  return 1
end

redis.call('HSET', KEYS[1], 'told', ARGV[2])
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'stage', ARGV[5])
end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'question', ARGV[6])
end
redis.call('XADD', KEYS[2], 'NOMKSTREAM', '*', 'event', ARGV[3], 'data', ARGV[4])
return 1
