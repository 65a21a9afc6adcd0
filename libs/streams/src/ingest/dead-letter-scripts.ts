import { RedisScript } from '#platform';

/**
 * Puts a dead letter back into the ingest log as the entry that it was, and takes it out of the dead letters: both or
 * none.
 *
 * KEYS  ingest log, dead letters
 * ARGV  id of the letter, how many elements at its beginning say why it is here
 * Reply replayed | missing | empty (there is nothing in it to replay)
 */
export const REPLAY = new RedisScript<'replayed' | 'missing' | 'empty'>(`
local letter = redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[1])[1]
if not letter then return 'missing' end
local fields, head = letter[2], tonumber(ARGV[2])
if #fields <= head then return 'empty' end
redis.call('XADD', KEYS[1], '*', unpack(fields, head + 1))
redis.call('XDEL', KEYS[2], ARGV[1])
return 'replayed'
`);
