-- Starts an attempt at a job. Safe to repeat by the same holder.
--
-- KEYS  1 job   2 the job's events   3 the image's own address
-- ARGV  1 holder (unique for each delivery of the message)   2 now, in seconds
--       3 seconds after which a running attempt is given up   4 most attempts
--       5 the event that says it runs
-- Returns {"gone"}, {"over"}, {"busy", seconds to wait}, {"worn out", attempt, charge} or
-- {"go", attempt, charge, image_url, language, fresh}. A job whose image is gone is worn out too.

local job = redis.call('HMGET', KEYS[1],
  'state', 'holder', 'started', 'attempt', 'image_url', 'language', 'fresh', 'charge')
local state, holder, started, attempt = job[1], job[2], tonumber(job[3]), tonumber(job[4])

if not state then
  return {'gone'}
end
if state ~= 'queued' and state ~= 'running' then
  return {'over'}
end

if state == 'running' and holder ~= ARGV[1] then
  local wait = started + tonumber(ARGV[3]) - tonumber(ARGV[2])
  if wait > 0 then
    return {'busy', math.ceil(wait)}
  end
end

if holder ~= ARGV[1] then
  attempt = redis.call('HINCRBY', KEYS[1], 'attempt', 1)
  redis.call('HSET', KEYS[1], 'state', 'running', 'holder', ARGV[1], 'started', ARGV[2], 'told', 0)
  if attempt > 1 then
    redis.call('XADD', KEYS[2], 'NOMKSTREAM', '*', 'event', 'restart', 'data', '{}')
  end
  redis.call('XADD', KEYS[2], 'NOMKSTREAM', '*', 'event', 'state', 'data', ARGV[5])
end

local address = job[5]
if string.sub(address, 1, 5) == 'data:' then
  address = redis.call('GET', KEYS[3])
end
if not address or attempt > tonumber(ARGV[4]) then
  return {'worn out', attempt, job[8]}
end

return {'go', attempt, job[8], address, job[6], job[7]}
