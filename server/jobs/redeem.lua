-- Turns a proof into a job, once. Safe to repeat: a job that is there is only read.
--
-- KEYS  1 job   2 uses of the trial   3 the job's events   4 the owner's jobs
--       5 the mark of a trial that has ended   6 the image's own address
--                                                          (one hash slot: the owner's)
-- ARGV  1 "1" where no job may be made any more   2 most uses, -1 where none are counted
--       3 seconds to keep the uses   4 seconds to keep the job   5 seconds to keep its events
--       6 now, in seconds   7 the job's id   8 the first event's data
--       9 seconds to keep the mark of a job that may not be made
--       10 the image's address where that is the image, else ""   11 seconds to keep it
--       12… fields and values
-- Returns {"ended"}, {"gone"}, {"used up"}, {"new", field, value, …} or {"again", field, value, …}.

if redis.call('EXISTS', KEYS[5]) == 1 then
  return {'ended'}
end

if redis.call('EXISTS', KEYS[1]) == 1 then
  if redis.call('HGET', KEYS[1], 'state') == 'erased' then
    return {'gone'}
  end
  local job = redis.call('HGETALL', KEYS[1])
  table.insert(job, 1, 'again')
  return job
end

if ARGV[1] == '1' then
  -- Its credit goes back: another call with this proof, just in time, must find it gone too.
  redis.call('HSET', KEYS[1], 'state', 'erased')
  redis.call('EXPIRE', KEYS[1], ARGV[9])
  return {'gone'}
end

local most = tonumber(ARGV[2])
if most >= 0 then
  if tonumber(redis.call('GET', KEYS[2]) or '0') >= most then
    return {'used up'}
  end
  redis.call('INCR', KEYS[2])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end

redis.call('HSET', KEYS[1], unpack(ARGV, 12))
redis.call('EXPIRE', KEYS[1], ARGV[4])
if ARGV[10] ~= '' then
  redis.call('SET', KEYS[6], ARGV[10], 'EX', ARGV[11])
end
redis.call('XADD', KEYS[3], '*', 'event', 'state', 'data', ARGV[8])
redis.call('EXPIRE', KEYS[3], ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', tonumber(ARGV[6]) - tonumber(ARGV[4]))
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[7])
redis.call('EXPIRE', KEYS[4], ARGV[4])

local job = redis.call('HGETALL', KEYS[1])
table.insert(job, 1, 'new')
return job
