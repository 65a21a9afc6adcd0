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

/**
 * Acknowledges entries, and lets Redis forget what every reader is done with: all below the oldest pending entry, never by
 * length. Arguments are the ingest log, the group, and where the entry ids begin in ARGV (a few thousand at most).
 */
const ACKNOWLEDGING = `
local function acknowledge(log, group, from)
  redis.call('XACK', log, group, unpack(ARGV, from))
  local pending = redis.call('XPENDING', log, group)
  local keep = pending[2]
  if pending[1] == 0 then
    for _, found in ipairs(redis.call('XINFO', 'GROUPS', log)) do
      if found[2] == group then keep = found[8] end
    end
  end
  if keep then redis.call('XTRIM', log, 'MINID', keep) end
end`;

/**
 * Notes which log records of streams are in MongoDB, and acknowledges the entries that they were in; not if one of the streams
 * was removed. Several workers may finish out of turn: the mark of a stream moves
 * only over an unbroken run of sequence numbers, so everything up to it is really kept. A mark is
 * `<last of the run> <its entry id>`, and ends with `*` while there are runs that were persisted out of turn. What is known of
 * a stream that was made before there were marks is in its meta. A stream that is not there although nobody has removed it was
 * lost by Redis: what is stored of it stays, and is all there is.
 *
 * KEYS  what names begin with: of marks, which end with the id of the stream; of metas; of the sets of runs persisted out of
 *       turn, which end with the id of the stream and hold marks by the first number of their runs; ingest log
 * ARGV  streams, described: see kernel/description.ts; then group and entry ids, if any are to be acknowledged
 * Reply the places, from 0, of those that were removed
 */
export const MARK_PERSISTED = new RedisScript<number[]>(`
${ACKNOWLEDGING}
local call, match, unpacked, described = redis.call, string.match, struct.unpack, ARGV[1]
local keys, ids, lengths, counts, firsts, lasts, texts, names, at = {}, {}, {}, {}, {}, {}, {}, {}, 1
while at <= #described do
  local k = #keys + 1
  local id, size
  id, size, lengths[k], counts[k], firsts[k], lasts[k], texts[k], names[k] = unpacked('<c24I4I4I4ddBc0', described, at)
  ids[k], keys[k] = id, KEYS[1] .. id
  at = at + 28 + size
end
local function inMeta(k)
  local key = KEYS[2] .. string.sub(described, names[k], names[k] + lengths[k] - 1)
  local meta = call('HMGET', key, 'id', 'persistedSequence', 'persisted')
  return meta[1] == ids[k] and (meta[2] or '0') .. ' ' .. (meta[3] or '')
end
local marks = call('MGET', unpack(keys))
local changed, removed = {}, {}
for k = 1, #keys do
  local mark = marks[k] or inMeta(k)
  if mark == 'removed' then removed[#removed + 1] = k - 1
  elseif mark then
    local reached, isWaiting = tonumber(match(mark, '^%d+')), string.byte(mark, -1) == 42
    local first, last, text = firsts[k], lasts[k], texts[k]
    if marks[k] and counts[k] == 1 and not isWaiting and first <= reached + 1 then
      if last > reached then changed[#changed + 1], changed[#changed + 2] = keys[k], text end
    else
      local unordered, newest = KEYS[3] .. ids[k], isWaiting and string.sub(mark, 1, -2) or mark
      local function reach(last, text)
        if last > reached then reached, newest = last, text end
      end
      -- A worker that does not know of marks yet may be at work beside us.
      local old = inMeta(k)
      if old then reach(tonumber(match(old, '^%d+')), old) end
      local behind = names[k] + lengths[k]
      for run = 1, counts[k] do
        if run > 1 then first, last, text, behind = unpacked('<ddBc0', described, behind) end
        if first > reached + 1 then call('ZADD', unordered, 'LT', first, text) else reach(last, text) end
      end
      local lowest = call('ZRANGE', unordered, 0, 0, 'WITHSCORES')
      while lowest[1] and tonumber(lowest[2]) <= reached + 1 do
        call('ZREM', unordered, lowest[1])
        reach(tonumber(match(lowest[1], '^%d+')), lowest[1])
        lowest = call('ZRANGE', unordered, 0, 0, 'WITHSCORES')
      end
      changed[#changed + 1], changed[#changed + 2] = keys[k], newest .. (lowest[1] and '*' or '')
    end
  end
end
if changed[1] then call('MSET', unpack(changed)) end
if ARGV[3] and not removed[1] then acknowledge(KEYS[4], ARGV[2], 3) end
return removed
`);

/**
 * Acknowledges entries alone.
 *
 * KEYS  ingest log
 * ARGV  group, then entry ids (a few thousand at most)
 */
export const ACKNOWLEDGE = new RedisScript<null>(`
${ACKNOWLEDGING}
acknowledge(KEYS[1], ARGV[1], 2)
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
