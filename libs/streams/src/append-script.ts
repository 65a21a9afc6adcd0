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
 *       for a batch of points), head, and its points in runs of one bucket. A run is `<bucket> <count> <JSON of their
 *       offsets in it, as strings>`, and JSON of their rows; the first part of the first run stands in the head (`- 0 []`
 *       if there are no points): `<owner> <channel> <stream name> <count of points> <points left out already as repeats>
 *       <earliest timestamp> <latest timestamp> <count of arguments that follow> <run> <author>`. An argument costs more
 *       than what is in it
 * Reply for each request {state, accepted, duplicates, id of the newest message}; state is ok, missing, foreign, ended or
 *       full
 */
export const APPEND = new RedisScript<AppendReply[]>(`
local call, match = redis.call, string.match
local prefix, most, enough, at = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), 4
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local thisMillisecond = string.format('%.0f-', now)
local function following(id, count)
  local ms, sequence = match(id, '(%d+)-(%d+)')
  if tonumber(ms) < now then return thisMillisecond .. count - 1 end
  return ms .. '-' .. sequence + count
end
local replies = {}
for request = 1, #KEYS / 2 - 1 do
  local metaKey, entries = KEYS[2 * request + 1], KEYS[2 * request + 2]
  local text, head = ARGV[at], ARGV[at + 1]
  local owner, channel, name, count, repeated, earliest, latest, size, of, inRun, offsets, author =
    match(head, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  at = at + 2
  local behind = at + size
  local meta = call('HMGET', metaKey, 'id', 'owner', 'ended', 'lastTimestamp', 'points', 'sequence', 'bucket',
    'messages', 'newest')
  local id, points, newest = meta[1], meta[5] or 0, meta[9] or '0-0'
  local state = 'ok'
  if not id then state = 'missing'
  elseif meta[2] ~= owner then state = 'foreign'
  elseif meta[3] then state = 'ended'
  elseif points + count > most then state = 'full' end
  local accepted, duplicates = 0, 0
  if state == 'ok' then
    -- JSON of the new rows; as a list of lists until all runs are through, unless it is one run and all of it is new.
    local rows, kept
    local bucket, lastTimestamp = meta[7], meta[4]
    local before = tonumber(lastTimestamp or -1)
    local allNew = tonumber(earliest) > before
    while at < behind do
      if not of then
        of, inRun, offsets = match(ARGV[at], '^(%S+) (%S+) (%S+)$')
        at = at + 1
      end
      local key = prefix .. id .. ':' .. of
      local known, fresh
      if inRun == '1' then fresh = call('SADD', key, string.sub(offsets, 3, -3))
      else
        local each = cjson.decode(offsets)
        if not allNew then known = call('SMISMEMBER', key, unpack(each)) end
        fresh = call('SADD', key, unpack(each))
      end
      if bucket ~= of then
        bucket = of
        call('SADD', prefix .. id, of)
        call('HSET', metaKey, 'bucket', of)
      end
      local isWhole = fresh == tonumber(inRun)
      if isWhole and size == '1' then rows = ARGV[at]
      elseif fresh > 0 then
        kept = kept or {}
        local run = string.sub(ARGV[at], 2, -2)
        if isWhole then kept[#kept + 1] = run
        else
          local k = 0
          for row in string.gmatch(run, '%b[]') do
            k = k + 1
            if known[k] == 0 then kept[#kept + 1] = row end
          end
        end
      end
      accepted = accepted + fresh
      duplicates = duplicates + inRun - fresh
      of, at = nil, at + 1
    end
    repeated = repeated + duplicates
    if repeated > 0 then call('HINCRBY', metaKey, 'repeated', repeated) end
    if accepted > 0 or count == '0' then
      local messages = accepted > 1 and accepted or 1
      newest = following(newest, messages)
      messages = (meta[8] or 0) + messages
      if kept then rows = '[' .. table.concat(kept, ',') .. ']' end
      if author ~= '' then
        if text == '' then call('XADD', entries, newest, 'points', rows, 'author', author)
        elseif rows then call('XADD', entries, newest, 'message', text, 'point', string.sub(rows, 2, -2), 'author', author)
        else call('XADD', entries, newest, 'message', text, 'author', author) end
      elseif text == '' then call('XADD', entries, newest, 'points', rows)
      elseif rows then call('XADD', entries, newest, 'message', text, 'point', string.sub(rows, 2, -2))
      else call('XADD', entries, newest, 'message', text) end
      if rows then
        local sequence = (meta[6] or 0) + 1
        if tonumber(latest) < before then latest = lastTimestamp end
        local record = '["' .. id .. '","' .. name .. '","' .. owner .. '",' .. sequence .. ',"' .. newest .. '",' .. rows ..
          '],\\n'
        if call('APPEND', KEYS[2], record) >= enough then
          call('XADD', KEYS[1], '*', 'block', call('GET', KEYS[2]))
          call('DEL', KEYS[2])
        end
        call('HSET', metaKey, 'newest', newest, 'messages', messages, 'sequence', sequence, 'points', points + accepted,
          'lastTimestamp', latest)
      else call('HSET', metaKey, 'newest', newest, 'messages', messages) end
      if text == '' then call('PUBLISH', channel, 'points\\n' .. newest .. '\\n' .. rows)
      else call('PUBLISH', channel, newest .. '\\n' .. author .. '\\n' .. text) end
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
