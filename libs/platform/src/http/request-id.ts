import { randomUUID } from 'node:crypto';

const REQUEST_ID = /^[\w.:-]{1,100}$/;
/** An API key that somebody put into the wrong header would end up in the log. */
const API_KEY = /^bpt_/;

/** The id that the client gave its request, or a new one. */
export function requestIdOf({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) && !API_KEY.test(given) ? given : randomUUID();
}
