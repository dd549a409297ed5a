-- Erases a job and leaves a mark under its id, so that its proof cannot make it again.
-- Safe to repeat. The mark says what is owed: whoever erases a running job has used it.
--
-- KEYS  1 job   2 the job's events   3 the owner's jobs   4 the image's own address
-- ARGV  1 the job's id   2 seconds to keep the mark: longer than a proof can live
--       3 the charge of a job that is running
-- Returns the state that the job was in and its question, each false where there is none.

local job = redis.call('HMGET', KEYS[1], 'state', 'charge', 'question')
local state, charge, question = job[1], job[2], job[3]
redis.call('ZREM', KEYS[3], ARGV[1])
if not state then
  return {false, false}
end

if state ~= 'erased' then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[4])
  redis.call('HSET', KEYS[1], 'state', 'erased')
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  if state ~= 'queued' then
    redis.call('HSET', KEYS[1], 'charge', state == 'running' and ARGV[3] or charge)
  end
end
return {state, question}
