import { RedisScript } from '#platform';

/**
 * The one way in. Takes what several requests of one shard bring, each into the stream of its ride, and its new points,
 * as one record, into the ingest log: both or none. A point whose timestamp was seen before leaves no trace, so a resent
 * request is harmless. Requests do not depend on each other: one that is refused stops no other.
 *
 * Records gather in a block, a line each: JSON of id and name of the stream, owner, sequence, id of the last message, and
 * rows, with a comma behind. A block that is large enough becomes an entry of the log; one that is not waits for more, or
 * for a worker that asks.
 *
 * The new points of a batch are one entry of the stream too, but as many messages: their ids share its milliseconds and
 * end with its own id, and no other message has one of them.
 *
 * KEYS  ingest log, open block, then for each request: meta, entries
 * ARGV  prefix of the sets of seen timestamps, most points of a stream, bytes of a block, then for each request: text (''
 *       for a batch of points), head, and the points in runs of one bucket, two arguments each: `<bucket> <count> <their
 *       offsets in it, a space after each>` and JSON of their rows. A head is `<owner> <channel> <stream name> <count of
 *       points> <points left out already as repeats> <earliest timestamp> <latest timestamp> <count of arguments that
 *       follow> <author>`: an argument costs more than what is in it
 * Reply for each request {state, accepted, duplicates, id of the newest message}; state is ok, missing, foreign, ended or
 *       full
 */
export const APPEND = new RedisScript<AppendReply[]>(`
local prefix, most, enough, at = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), 4
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function following(id, count)
  local ms, sequence = string.match(id, '(%d+)-(%d+)')
  if tonumber(ms) < now then return string.format('%.0f-%.0f', now, count - 1) end
  return string.format('%s-%.0f', ms, sequence + count)
end
local replies = {}
for request = 1, #KEYS / 2 - 1 do
  local metaKey, entries = KEYS[2 * request + 1], KEYS[2 * request + 2]
  local text, head = ARGV[at], ARGV[at + 1]
  local owner, channel, name, count, repeated, earliest, latest, size, author =
    string.match(head, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  at = at + 2
  local behind = at + size
  local meta = redis.call('HMGET', metaKey, 'id', 'owner', 'ended', 'lastTimestamp', 'points', 'sequence', 'bucket',
    'messages', 'newest')
  local id, points, newest = meta[1], tonumber(meta[5] or '0'), meta[9] or '0-0'
  local state = 'ok'
  if not id then state = 'missing'
  elseif meta[2] ~= owner then state = 'foreign'
  elseif meta[3] then state = 'ended'
  elseif points + count > most then state = 'full' end
  local accepted, duplicates = 0, 0
  if state == 'ok' then
    local kept, bucket = {}, meta[7]
    local before = tonumber(meta[4] or '-1')
    local allNew = tonumber(earliest) > before
    while at < behind do
      local of, inRun, offsets = string.match(ARGV[at], '^(%S+) (%S+) (.*)$')
      local rows = string.sub(ARGV[at + 1], 2, -2)
      local key = prefix .. id .. ':' .. of
      local known, fresh
      if inRun == '1' then fresh = redis.call('SADD', key, string.sub(offsets, 1, -2))
      else
        local each = {}
        for offset in string.gmatch(offsets, '%d+') do each[#each + 1] = offset end
        if not allNew then known = redis.call('SMISMEMBER', key, unpack(each)) end
        fresh = redis.call('SADD', key, unpack(each))
      end
      if bucket ~= of then
        bucket = of
        redis.call('SADD', prefix .. id, of)
      end
      if fresh == tonumber(inRun) then kept[#kept + 1] = rows
      elseif fresh > 0 then
        local k = 0
        for row in string.gmatch(rows, '%b[]') do
          k = k + 1
          if known[k] == 0 then kept[#kept + 1] = row end
        end
      end
      accepted = accepted + fresh
      duplicates = duplicates + inRun - fresh
      at = at + 2
    end
    repeated = repeated + duplicates
    if repeated > 0 then redis.call('HINCRBY', metaKey, 'repeated', repeated) end
    if accepted > 0 or count == '0' then
      local messages = math.max(accepted, 1)
      newest = following(newest, messages)
      local rows = '[' .. table.concat(kept, ',') .. ']'
      local fields
      if text == '' then fields = {'points', rows}
      elseif accepted > 0 then fields = {'message', text, 'point', string.sub(rows, 2, -2)}
      else fields = {'message', text} end
      if author ~= '' then fields[#fields + 1] = 'author'; fields[#fields + 1] = author end
      redis.call('XADD', entries, newest, unpack(fields))
      local changes = {'newest', newest, 'messages', (meta[8] or 0) + messages}
      if accepted > 0 then
        local sequence = (meta[6] or 0) + 1
        if tonumber(latest) < before then latest = meta[4] end
        for _, change in ipairs({'sequence', sequence, 'points', points + accepted, 'bucket', bucket,
          'lastTimestamp', latest}) do changes[#changes + 1] = change end
        local record = string.format('["%s","%s","%s",%.0f,"%s",', id, name, owner, sequence, newest) .. rows .. '],\\n'
        if redis.call('APPEND', KEYS[2], record) >= enough then
          redis.call('XADD', KEYS[1], '*', 'block', redis.call('GET', KEYS[2]))
          redis.call('DEL', KEYS[2])
        end
      end
      redis.call('HSET', metaKey, unpack(changes))
      if text == '' then redis.call('PUBLISH', channel, 'points\\n' .. newest .. '\\n' .. rows)
      else redis.call('PUBLISH', channel, newest .. '\\n' .. author .. '\\n' .. text) end
    end
  end
  replies[request] = {state, accepted, duplicates, newest}
  at = behind
end
return replies
`);

export type AppendReply = [
  state: 'ok' | 'missing' | 'foreign' | 'ended' | 'full',
  accepted: number,
  duplicates: number,
  lastId: string,
];
