-- Remembers that the queue has a job. A job that is gone stays gone: nothing is made anew.
--
-- KEYS  1 job

if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'published', '1')
end
