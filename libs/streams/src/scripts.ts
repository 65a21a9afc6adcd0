import { RedisScript } from '#platform';

/**
 * Makes a stream that begins empty. An entry is added and taken back, so that the stream has a key, and an id after
 * which everything comes.
 *
 * KEYS  meta, entries
 * ARGV  owner, new id, now (unix ms), '1' if public
 * Reply {created | exists | foreign, stream id, id of the newest entry}
 */
export const CREATE = new RedisScript<[state: string, streamId: string, lastId: string]>(`
local meta = redis.call('HMGET', KEYS[1], 'id', 'owner', 'newest')
if meta[1] then
  if meta[2] ~= ARGV[1] then return {'foreign', '', ''} end
  return {'exists', meta[1], meta[3]}
end
redis.call('DEL', KEYS[2])
local origin = redis.call('XADD', KEYS[2], '*', 'message', '')
redis.call('XDEL', KEYS[2], origin)
redis.call('HSET', KEYS[1], 'id', ARGV[2], 'owner', ARGV[1], 'createdAt', ARGV[3], 'public', ARGV[4],
  'messages', 0, 'newest', origin)
return {'created', ARGV[2], origin}
`);

/**
 * Removes a stream and tells its viewers. Points that are in the ingest log still are dropped by the worker, which
 * finds the stream gone.
 *
 * KEYS  meta, entries
 * ARGV  expected stream id, prefix of seen timestamps, prefix of unordered, prefix of digests, channel,
 *       '1' to remove a held one too
 * Reply removed | missing | held
 */
export const REMOVE = new RedisScript<'removed' | 'missing' | 'held'>(`
local meta = redis.call('HMGET', KEYS[1], 'id', 'held')
if meta[1] ~= ARGV[1] then return 'missing' end
if meta[2] and ARGV[6] ~= '1' then return 'held' end
for _, bucket in ipairs(redis.call('SMEMBERS', ARGV[2] .. ARGV[1])) do
  redis.call('DEL', ARGV[2] .. ARGV[1] .. ':' .. bucket)
end
redis.call('DEL', ARGV[2] .. ARGV[1], ARGV[3] .. ARGV[1], ARGV[4] .. ARGV[1], KEYS[1], KEYS[2])
redis.call('PUBLISH', ARGV[5], '!deleted')
return 'removed'
`);

/**
 * Changes fields of a stream's meta data, only while it is the same stream.
 *
 * KEYS  meta
 * ARGV  expected stream id, then field and value in turn; an empty value removes the field
 * Reply 1 when it was there
 */
export const UPDATE_META = new RedisScript<number>(`
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
for k = 2, #ARGV, 2 do
  if ARGV[k + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[k]) else redis.call('HSET', KEYS[1], ARGV[k], ARGV[k + 1]) end
end
return 1
`);

/**
 * Notes which log entries of a stream are in MongoDB. Several workers may finish out of turn: the mark moves only
 * over an unbroken run of sequence numbers, so everything up to it is really kept.
 *
 * KEYS  meta, set of sequence numbers persisted out of turn
 * ARGV  stream id, then sequence number and last entry id in turn
 */
export const MARK_PERSISTED = new RedisScript<number>(`
local meta = redis.call('HMGET', KEYS[1], 'id', 'persistedSequence')
if meta[1] ~= ARGV[1] then return 0 end
local reached, last = tonumber(meta[2] or '0'), nil
for k = 2, #ARGV, 2 do
  local sequence = tonumber(ARGV[k])
  if sequence == reached + 1 then reached, last = sequence, ARGV[k + 1]
  elseif sequence > reached then redis.call('ZADD', KEYS[2], ARGV[k], ARGV[k] .. ' ' .. ARGV[k + 1]) end
end
while true do
  local lowest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  local sequence = tonumber(lowest[2])
  if not sequence or sequence > reached + 1 then break end
  redis.call('ZREM', KEYS[2], lowest[1])
  if sequence == reached + 1 then reached, last = sequence, string.match(lowest[1], ' (.+)') end
end
if last then redis.call('HSET', KEYS[1], 'persistedSequence', string.format('%.0f', reached), 'persisted', last) end
return reached
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
