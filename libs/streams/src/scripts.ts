import { RedisScript } from '#platform';

/**
 * Makes a stream that begins empty. An entry is added and taken back, so that the stream has a key, and an id after
 * which everything comes.
 *
 * KEYS  meta, entries, prefix of marks
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
redis.call('SET', KEYS[3] .. ARGV[2], '0 ')
return {'created', ARGV[2], origin}
`);

/**
 * Removes a stream and tells its viewers. Its mark says so for a week: the worker drops the points that are in the ingest log
 * still.
 *
 * KEYS  meta, entries, prefix of marks
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
redis.call('SET', KEYS[3] .. ARGV[1], 'removed', 'EX', 604800)
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
