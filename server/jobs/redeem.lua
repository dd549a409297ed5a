-- Turns a proof into a job, once. Safe to repeat: a job that is there is only read.
--
-- KEYS  1 job   2 uses of the trial   3 the job's events      (one hash slot: the owner's)
-- ARGV  1 "1" where the proof has lapsed   2 most uses   3 seconds to keep the uses
--       4 seconds to keep the job   5 the first event's data   6… the job's fields and values
-- Returns {"gone"}, {"used up"}, {"new", field, value, …} or {"again", field, value, …}.

if redis.call('EXISTS', KEYS[1]) == 1 then
  local job = redis.call('HGETALL', KEYS[1])
  table.insert(job, 1, 'again')
  return job
end

if ARGV[1] == '1' then
  return {'gone'}
end

if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[2]) then
  return {'used up'}
end

redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('XADD', KEYS[3], '*', 'event', 'state', 'data', ARGV[5])
redis.call('EXPIRE', KEYS[3], ARGV[4])

local job = redis.call('HGETALL', KEYS[1])
table.insert(job, 1, 'new')
return job
