-- Erases a job and leaves a mark under its id, so that its proof cannot make it again.
--
-- KEYS  1 job   2 the job's events   3 the owner's jobs
-- ARGV  1 the job's id   2 seconds to keep the mark: longer than a proof can live
-- Returns "unfinished" or "over", or false where there is no such job.

local state = redis.call('HGET', KEYS[1], 'state')
redis.call('ZREM', KEYS[3], ARGV[1])
if not state or state == 'erased' then
  return false
end

redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'state', 'erased')
redis.call('EXPIRE', KEYS[1], ARGV[2])

if state == 'queued' or state == 'running' then
  return 'unfinished'
end
return 'over'
