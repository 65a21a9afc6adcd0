import { randomFillSync } from 'node:crypto';

const REQUEST_ID = /^[\w.:-]{1,100}$/;
/** An API key that somebody put into the wrong header would end up in the log. */
const API_KEY = /^bpt_/;

const ID_BYTES = 16;
/** Random bytes for the next ids: to ask for a few costs as much as to ask for many. */
const random = Buffer.allocUnsafeSlow(ID_BYTES * 256);
let used = random.length;

/** The id that the client gave its request, or a new one. */
export function requestIdOf({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) && !API_KEY.test(given) ? given : newRequestId();
}

/**
 * 32 hexadecimal digits. Not a UUID, which Node puts together of two dozen strings that stay as they are: half a kilobyte
 * more for every viewer.
 */
export function newRequestId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += ID_BYTES;
  return random.toString('hex', used - ID_BYTES, used);
}
