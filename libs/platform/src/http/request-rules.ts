import { type FastifyInstance, type FastifyRequest } from 'fastify';

import { type ApplicationError, InvalidError } from '../errors';
import { RefusedRequestError } from './refused-request';

const MAX_URL_LENGTH = 4_096;
const MAX_HEADERS = 100;
const MAX_PARAMETERS = 30;
/** Nothing that is asked for has such a name; those that do speak to databases and prototypes. */
const STRANGE_NAME = /[$[\]]|^(?:__proto__|constructor|prototype)$/;
/** Queries are kept by proxies, browsers and their histories. Written without `-` and `_`, in small letters. */
const CREDENTIALS = new Set(
  ['apikey', 'xapikey', 'token', 'accesstoken', 'refreshtoken', 'authorization', 'bearer', 'jwt'].concat(
    'password',
    'secret',
    'ticket',
  ),
);
/** Where browsers cannot send headers, a ticket of one use stands in for a credential. */
const TAKES_TICKET = /\/listen(?:All)?$/;

/** What no request may have, whichever route it asks for; refused before its body is read. */
export function addRequestRules(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const fault = faultOf(request);
    if (fault) done(fault);
    else done();
  });
}

function faultOf(request: FastifyRequest): ApplicationError | null {
  const { rawHeaders, url = '' } = request.raw;
  if (url.length > MAX_URL_LENGTH)
    return new RefusedRequestError(414, 'URI_TOO_LONG', `The URL is longer than ${MAX_URL_LENGTH} characters`);
  if (rawHeaders.length > 2 * MAX_HEADERS)
    return new RefusedRequestError(431, 'HEADERS_TOO_LARGE', `There are more than ${MAX_HEADERS} headers`);
  const query = url.indexOf('?');
  return query === -1 ? null : queryFault(request, url.slice(query + 1));
}

function queryFault(request: FastifyRequest, text: string): ApplicationError | null {
  if (text.split('&').length > MAX_PARAMETERS)
    return InvalidError.field('query', `must not have more than ${MAX_PARAMETERS} parameters`);
  for (const [name, value] of Object.entries(request.query as Record<string, unknown>)) {
    if (STRANGE_NAME.test(name)) return InvalidError.field(name, 'is not a known field');
    const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
    if (CREDENTIALS.has(plain) && !(name === 'ticket' && TAKES_TICKET.test(request.routeOptions.url ?? '')))
      return new InvalidError(
        'CREDENTIALS_IN_QUERY',
        `${name} must not stand in the URL: send credentials in a header`,
        [{ field: name, message: 'must not stand in the URL' }],
      );
    if (Array.isArray(value)) return InvalidError.field(name, 'must be given once');
  }
  return null;
}
