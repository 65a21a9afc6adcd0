import { RedisScript } from '#platform';

/**
 * The one way in. Takes what several requests of one shard bring, each into the stream of its ride, and its new points,
 * as one entry, into the ingest log: both or none. A point whose timestamp was seen before leaves no trace, so a resent
 * request is harmless. Requests do not depend on each other: one that is refused stops no other.
 *
 * KEYS  ingest log, then for each request: meta, entries
 * ARGV  prefix of the sets of seen timestamps, most points of a stream, then for each request: owner, channel, author,
 *       stream name, text ('' for a batch of points), count of points, latest timestamp, count of arguments that follow
 *       for it, namely the points in runs of one bucket: bucket, count, JSON of their offsets in it, JSON of their rows
 * Reply for each request {state, accepted, duplicates, id of the newest entry}; state is ok, missing, foreign, ended or
 *       full
 */
export const APPEND = new RedisScript<AppendReply[]>(`
local prefix, most, at = ARGV[1], tonumber(ARGV[2]), 3
local replies = {}
for request = 1, (#KEYS - 1) / 2 do
  local metaKey, entries = KEYS[2 * request], KEYS[2 * request + 1]
  local owner, channel, author, name, text, count, latest, size = unpack(ARGV, at, at + 7)
  at = at + 8
  local following = at + size
  local meta = redis.call('HMGET', metaKey, 'id', 'owner', 'ended', 'lastTimestamp', 'points', 'sequence', 'bucket')
  local id, points = meta[1], tonumber(meta[5] or '0')
  local state = 'ok'
  if not id then state = 'missing'
  elseif meta[2] ~= owner then state = 'foreign'
  elseif meta[3] then state = 'ended'
  elseif points + count > most then state = 'full' end
  local accepted, duplicates, newest, first = 0, 0, nil, nil
  if state == 'ok' then
    local rows, shown, bucket = {}, {}, meta[7]
    while at < following do
      local of, inRun, offsets = unpack(ARGV, at, at + 2)
      local key = prefix .. id .. ':' .. of
      local known
      if inRun == '1' then known = {1 - redis.call('SADD', key, string.sub(offsets, 2, -2))}
      else
        offsets = cjson.decode(offsets)
        known = redis.call('SMISMEMBER', key, unpack(offsets))
        redis.call('SADD', key, unpack(offsets))
      end
      if bucket ~= of then
        bucket = of
        redis.call('SADD', prefix .. id, of)
      end
      local k = 0
      for row in string.gmatch(string.sub(ARGV[at + 3], 2, -2), '%b[]') do
        k = k + 1
        if known[k] == 1 then duplicates = duplicates + 1
        else
          if text == '' then newest = redis.call('XADD', entries, '*', 'point', row)
          elseif author == '' then newest = redis.call('XADD', entries, '*', 'message', text, 'point', row)
          else newest = redis.call('XADD', entries, '*', 'message', text, 'point', row, 'author', author) end
          first = first or newest
          accepted = accepted + 1
          rows[accepted] = row
          shown[accepted] = newest .. ' ' .. row
        end
      end
      at = at + 4
    end
    if count == '0' then
      if author == '' then newest = redis.call('XADD', entries, '*', 'message', text)
      else newest = redis.call('XADD', entries, '*', 'message', text, 'author', author) end
    end
    if accepted > 0 then
      local sequence = tonumber(meta[6] or '0') + 1
      if tonumber(latest) < tonumber(meta[4] or '-1') then latest = meta[4] end
      redis.call('HSET', metaKey, 'sequence', sequence, 'points', points + accepted, 'bucket', bucket,
        'lastTimestamp', latest)
      redis.call('XADD', KEYS[1], '*', 'stream', id, 'name', name, 'owner', owner, 'sequence', sequence,
        'first', first, 'last', newest, 'rows', '[' .. table.concat(rows, ',') .. ']')
    end
    if text == '' then
      if accepted > 0 then redis.call('PUBLISH', channel, 'points\\n' .. table.concat(shown, '\\n')) end
    elseif newest then redis.call('PUBLISH', channel, newest .. '\\n' .. author .. '\\n' .. text) end
    if not newest then
      local tail = redis.call('XREVRANGE', entries, '+', '-', 'COUNT', 1)
      newest = tail[1] and tail[1][1]
    end
  end
  replies[request] = {state, accepted, duplicates, newest or ''}
  at = following
end
return replies
`);

export type AppendReply = [
  state: 'ok' | 'missing' | 'foreign' | 'ended' | 'full',
  accepted: number,
  duplicates: number,
  lastId: string,
];

/**
 * Makes a stream that begins empty. An entry is added and taken back, so that the stream has a key, and an id after
 * which everything comes.
 *
 * KEYS  meta, entries
 * ARGV  owner, new id, now (unix ms), '1' if public
 * Reply {created | exists | foreign, stream id, id of the newest entry}
 */
export const CREATE = new RedisScript<[state: string, streamId: string, lastId: string]>(`
local meta = redis.call('HMGET', KEYS[1], 'id', 'owner')
if meta[1] then
  if meta[2] ~= ARGV[1] then return {'foreign', '', ''} end
  local tail = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
  return {'exists', meta[1], tail[1] and tail[1][1] or redis.call('HGET', KEYS[1], 'origin')}
end
redis.call('DEL', KEYS[2])
local origin = redis.call('XADD', KEYS[2], '*', 'message', '')
redis.call('XDEL', KEYS[2], origin)
redis.call('HSET', KEYS[1], 'id', ARGV[2], 'owner', ARGV[1], 'createdAt', ARGV[3], 'public', ARGV[4], 'origin', origin)
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
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
for k = 2, #ARGV, 2 do redis.call('ZADD', KEYS[2], ARGV[k], ARGV[k] .. ' ' .. ARGV[k + 1]) end
local reached = tonumber(redis.call('HGET', KEYS[1], 'persistedSequence') or '0')
while true do
  local lowest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if not lowest[1] or tonumber(lowest[2]) > reached + 1 then break end
  redis.call('ZREM', KEYS[2], lowest[1])
  if tonumber(lowest[2]) == reached + 1 then
    reached = reached + 1
    redis.call('HSET', KEYS[1], 'persistedSequence', reached, 'persisted', string.match(lowest[1], ' (.+)'))
  end
end
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
