-- Ends a lead, keeps its answer if it has one, and tells the followers. Safe to repeat.
--
-- KEYS  1 the answer   2 the lease   3 the leader's words
-- ARGV  1 holder   2 how it ended   3 the answer, or ""   4 seconds to keep the answer
--       5 seconds to keep the words
-- Returns 1, or 0 where this holder leads no more: then nothing is kept.

if redis.call('HGET', KEYS[2], 'holder') ~= ARGV[1] then
  return 0
end

if ARGV[3] ~= '' then
  redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
end
redis.call('DEL', KEYS[2])
if ARGV[2] ~= 'known' then
  -- Nobody follows words that came to nothing, and of a refusal none is kept.
  redis.call('XTRIM', KEYS[3], 'MAXLEN', 0)
end
redis.call('XADD', KEYS[3], 'NOMKSTREAM', '*', 'event', 'over', 'data', ARGV[2])
redis.call('EXPIRE', KEYS[3], ARGV[5])
return 1
