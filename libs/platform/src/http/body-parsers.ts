import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type RawServerDefault } from 'fastify';

import { leftBody } from './early-body';
import { inflate } from './gzip-body';
import { parseJson } from './json-body';
import { LargeBodies } from './large-bodies';
import { RefusedRequestError } from './refused-request';

/** No body but a batch of points needs more. */
export const BODY_LIMIT = 256 * 1024;
const MAX_FIELDS = 1_000;
/** 10,000 points with every channel. */
const BATCH_BODY_LIMIT = 4 * 1024 * 1024;
const MAX_BATCH_FIELDS = 200_000;
/** So much of a refused body is read and forgotten: whoever is cut off while sending never reads why. */
const FORGOTTEN = 64 * 1024 * 1024;
const isBatchRoute = (url = ''): boolean => url.endsWith('/points');

/**
 * JSON, and NDJSON or gzip where a batch of points is taken; nothing else, so that no form of another site reaches a route.
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
  addEncodings(fastify, app.get(LargeBodies));
  fastify.removeAllContentTypeParsers();
  app.useBodyParser<RawServerDefault>('application/json', {}, (request, body, done) => {
    const maxFields = isBatchRoute(request.routeOptions.url) ? MAX_BATCH_FIELDS : MAX_FIELDS;
    const parse = (answer: typeof done): void => {
      try {
        answer(null, parseJson(body, maxFields));
      } catch (error) {
        answer(error as Error);
      }
    };
    if (body.length <= BODY_LIMIT) parse(done);
    // Looking through it, parsing it and making something of it take a while: others come in between.
    else setImmediate(() => parse((...read) => setImmediate(done, ...read)));
  });
  app.useBodyParser<RawServerDefault>('application/x-ndjson', {}, (request, body, done) => {
    if (isBatchRoute(request.routeOptions.url)) done(null, body.toString('utf8'));
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('application/x-ndjson'));
  });
}

/**
 * Compressed bodies are taken where they are worth it; elsewhere the bytes would be read as what they are not. What is large
 * is read only from those who may send it.
 */
function addEncodings(fastify: FastifyInstance, largeBodies: LargeBodies): void {
  fastify.addHook('preParsing', (request, reply, sent, done) => {
    const { 'content-encoding': encoding, 'content-length': length } = request.headers;
    const payload = leftBody(request.raw) ?? sent;
    const isPlain = encoding === undefined || encoding === '' || encoding === 'identity';
    const isBatch = isBatchRoute(request.routeOptions.url);
    if (isPlain && (!isBatch || Number(length) <= BODY_LIMIT)) return done(null, payload);
    if (isBatch && (isPlain || encoding.toLowerCase() === 'gzip')) {
      const read = (): void => done(null, isPlain ? payload : inflate(payload, BATCH_BODY_LIMIT));
      largeBodies.admit(request, reply).then(read, done);
      return;
    }
    if (request.method === 'GET' || request.method === 'HEAD') return done(null, payload);
    void reply.header('accept-encoding', isBatch ? 'gzip' : 'identity');
    const sentence = isBatch ? 'only gzip' : 'no Content-Encoding';
    done(new RefusedRequestError(415, 'UNSUPPORTED_CONTENT_ENCODING', `This route takes ${sentence}`));
  });
}
