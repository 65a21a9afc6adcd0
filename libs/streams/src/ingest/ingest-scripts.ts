import { RedisScript } from '#platform';

/**
 * Reads entries that no consumer of the group has read. When there are fewer than asked for, the open block becomes the
 * next entry first; while there are enough, it is left to grow.
 *
 * KEYS  ingest log, open block
 * ARGV  group, consumer, most entries
 */
export const READ = new RedisScript<[id: Buffer, fields: Buffer[]][]>(`
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

/** Reads what {@link Gatherer.describe} has written. */
const DESCRIPTIONS = `
local function describedAt(at)
  local length, runs, name = struct.unpack('<I4I4', ARGV[1], at + 24)
  return string.sub(ARGV[1], at, at + 23), string.sub(ARGV[1], name, name + length - 1), runs, name + length
end
`;

/**
 * Which of these streams are not there any more.
 *
 * KEYS  what the names of all metas begin with
 * ARGV  streams, described
 * Reply their places among them, from 0
 */
export const GONE = new RedisScript<number[]>(`${DESCRIPTIONS}
local gone, at, place = {}, 1, 0
while at <= #ARGV[1] do
  local id, name, runs, behind = describedAt(at)
  if redis.call('HGET', KEYS[1] .. name, 'id') ~= id then gone[#gone + 1] = place end
  at, place = behind + 32 * runs, place + 1
end
return gone
`);

/**
 * Notes which log records of streams are in MongoDB. Several workers may finish out of turn: the mark of a stream moves
 * only over an unbroken run of sequence numbers, so everything up to it is really kept.
 *
 * KEYS  what the names of all metas begin with; the same of the sets of runs persisted out of turn, which end with the id of
 *       the stream and hold by their first number `<last> <last entry id>`
 * ARGV  streams, described
 */
export const MARK_PERSISTED = new RedisScript<null>(`${DESCRIPTIONS}
local at = 1
while at <= #ARGV[1] do
  local id, name, runs, behind = describedAt(at)
  local key, unordered = KEYS[1] .. name, KEYS[2] .. id
  local meta = redis.call('HMGET', key, 'id', 'persistedSequence')
  if meta[1] == id then
    local reached, newest = tonumber(meta[2] or '0'), nil
    for run = behind, behind + 32 * (runs - 1), 32 do
      local first, last, arrival, ordinal = struct.unpack('<dddd', ARGV[1], run)
      local entryId = string.format('%.0f-%.0f', arrival, ordinal)
      if first > reached + 1 then redis.call('ZADD', unordered, first, string.format('%.0f %s', last, entryId))
      elseif last > reached then reached, newest = last, entryId end
    end
    while true do
      local lowest = redis.call('ZRANGE', unordered, 0, 0, 'WITHSCORES')
      if not lowest[1] or tonumber(lowest[2]) > reached + 1 then break end
      redis.call('ZREM', unordered, lowest[1])
      local last, entryId = string.match(lowest[1], '(%d+) (.+)')
      if tonumber(last) > reached then reached, newest = tonumber(last), entryId end
    end
    if newest then
      redis.call('HSET', key, 'persistedSequence', string.format('%.0f', reached), 'persisted', newest)
    end
  end
  at = behind + 32 * runs
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
