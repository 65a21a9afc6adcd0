import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type RawServerDefault } from 'fastify';

import { InvalidError } from '../errors';

/** No body but a batch of points needs more. */
export const BODY_LIMIT = 256 * 1024;
/** 10,000 points with every channel. */
const BATCH_BODY_LIMIT = 4 * 1024 * 1024;
/** So much of a refused body is read and forgotten: whoever is cut off while sending never reads why. */
const FORGOTTEN = 64 * 1024 * 1024;
/** Whatever walks through a body does so by calling itself: a deep one would end in an overflow of the stack. */
const MAX_DEPTH = 32;
const isBatchRoute = (url = ''): boolean => url.endsWith('/points');

/**
 * JSON, and NDJSON where a batch of points is taken; nothing else, so that no form of another site reaches a route.
 * Clients that promise JSON and send nothing are taken at their word.
 */
export function addBodyParsers(app: NestFastifyApplication, fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (isBatchRoute(route.url)) route.bodyLimit = BATCH_BODY_LIMIT;
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode === 413 && Number(request.headers['content-length']) <= FORGOTTEN)
      reply.removeHeader('connection');
    done();
  });
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser<RawServerDefault>('application/json', {}, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (isDeeperThan(MAX_DEPTH, body))
      done(InvalidError.field('body', `must not be nested deeper than ${MAX_DEPTH}`));
    else if (body.length <= BODY_LIMIT) void parseJson(request, body.toString('utf8'), done);
    // Looking through it, parsing it and making something of it take a while each: others come in between.
    else setImmediate(() => void parseJson(request, body.toString('utf8'), (...read) => setImmediate(done, ...read)));
  });
  app.useBodyParser<RawServerDefault>('application/x-ndjson', {}, (request, body, done) => {
    if (isBatchRoute(request.routeOptions.url)) done(null, body.toString('utf8'));
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('application/x-ndjson'));
  });
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

/** Whether JSON text opens more brackets within each other than `limit`. */
function isDeeperThan(limit: number, json: Buffer): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}
