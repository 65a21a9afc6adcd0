import { RedisScript } from '#platform';

/**
 * Reads entries that no consumer of the group has read. When there are fewer than asked for, the open block becomes the
 * next entry first; while there are enough, it is left to grow.
 *
 * KEYS  ingest log, open block
 * ARGV  group, consumer, most entries
 */
export const READ = new RedisScript<[id: string, fields: string[]][]>(`
local function read(count)
  local reading = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', count, 'STREAMS', KEYS[1], '>')
  return reading and reading[1][2] or {}
end
local entries = read(ARGV[3])
local room = tonumber(ARGV[3]) - #entries
local block = room > 0 and redis.call('GET', KEYS[2])
if block then
  redis.call('XADD', KEYS[1], '*', 'block', block)
  redis.call('DEL', KEYS[2])
  for _, entry in ipairs(read(room)) do entries[#entries + 1] = entry end
end
return entries
`);

/**
 * Which of these streams are still there.
 *
 * KEYS  meta of each
 * Reply the id that each has now, null where there is no stream of that name
 */
export const CURRENT_IDS = new RedisScript<(string | null)[]>(`
local ids = {}
for k, meta in ipairs(KEYS) do ids[k] = redis.call('HGET', meta, 'id') end
return ids
`);

/**
 * Notes which log records of streams are in MongoDB. Several workers may finish out of turn: the mark of a stream moves
 * only over an unbroken run of sequence numbers, so everything up to it is really kept.
 *
 * KEYS  for each stream: meta, set of runs persisted out of turn (by their first number: `<last> <last entry id>`)
 * ARGV  for each stream: its id, how many runs of numbers, then first, last and last entry id of each
 */
export const MARK_PERSISTED = new RedisScript<null>(`
local at = 1
for k = 1, #KEYS, 2 do
  local meta = redis.call('HMGET', KEYS[k], 'id', 'persistedSequence')
  local behind = at + 2 + 3 * ARGV[at + 1]
  if meta[1] == ARGV[at] then
    local reached, newest = tonumber(meta[2] or '0'), nil
    for run = at + 2, behind - 1, 3 do
      local first, last = tonumber(ARGV[run]), tonumber(ARGV[run + 1])
      if first > reached + 1 then redis.call('ZADD', KEYS[k + 1], first, ARGV[run + 1] .. ' ' .. ARGV[run + 2])
      elseif last > reached then reached, newest = last, ARGV[run + 2] end
    end
    while true do
      local lowest = redis.call('ZRANGE', KEYS[k + 1], 0, 0, 'WITHSCORES')
      if not lowest[1] or tonumber(lowest[2]) > reached + 1 then break end
      redis.call('ZREM', KEYS[k + 1], lowest[1])
      local last, id = string.match(lowest[1], '(%d+) (.+)')
      if tonumber(last) > reached then reached, newest = tonumber(last), id end
    end
    if newest then
      redis.call('HSET', KEYS[k], 'persistedSequence', string.format('%.0f', reached), 'persisted', newest)
    end
  end
  at = behind
end
`);

/**
 * Acknowledges entries of an ingest log and lets Redis forget what every reader is done with: all below the oldest
 * pending entry, never by length.
 *
 * KEYS  ingest log
 * ARGV  group, then entry ids (a few thousand at most)
 */
export const ACKNOWLEDGE = new RedisScript<number>(`
local acknowledged = redis.call('XACK', KEYS[1], unpack(ARGV))
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
local keep = pending[2]
if pending[1] == 0 then
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    if group[2] == ARGV[1] then keep = group[8] end
  end
end
if keep then redis.call('XTRIM', KEYS[1], 'MINID', keep) end
return acknowledged
`);

/**
 * Makes a block of its own of each record of a pending block, in which one cannot be read: that one goes to the dead
 * letters then, and spoils no other.
 *
 * KEYS  ingest log
 * ARGV  group, entry id
 */
export const SPLIT = new RedisScript<number>(`
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
local entry = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
for record in string.gmatch(entry and entry[2][2] or '', '[^\\n]+') do
  redis.call('XADD', KEYS[1], '*', 'block', record .. '\\n')
end
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
`);

/**
 * Moves an entry that cannot be stored out of the way, with the reason; it can be looked at and replayed.
 *
 * KEYS  ingest log, dead letters
 * ARGV  group, entry id, reason, now (unix ms)
 */
export const BURY = new RedisScript<number>(`
local entry = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
local fields = entry[1] and entry[1][2] or {}
redis.call('XADD', KEYS[2], '*', 'reason', ARGV[3], 'entry', ARGV[2], 'buriedAt', ARGV[4], unpack(fields))
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
`);
