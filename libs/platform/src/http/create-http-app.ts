import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type RawServerDefault } from 'fastify';
import { type Logger } from 'pino';

import { type Config } from '../config/config';
import { PinoLogger } from '../logging/logger';
import { GracefulShutdown } from '../shutdown/graceful-shutdown';
import { type ApiRequest } from './api-request';
import { ErrorFilter } from './error.filter';
import { ApiValidationPipe } from './validation.pipe';

/** No body but a batch of points needs more. */
const BODY_LIMIT = 256 * 1024;
/** 10,000 points with every channel. */
const BATCH_BODY_LIMIT = 4 * 1024 * 1024;
const BATCH_ROUTE = '/points';
const REQUEST_ID = /^[\w.:-]{1,100}$/;
const ALLOWED_HEADERS = [
  'Content-Type',
  'Authorization',
  'X-API-Key',
  'Cache-Control',
  'Last-Event-ID',
  'Idempotency-Key',
];
const EXPOSED_HEADERS = ['Retry-After', 'X-Request-Id'];

/** A Nest application on Fastify as both programs have it: request ids, one error shape, strict bodies, phased stop. */
export async function createHttpApp(
  module: DynamicModule,
  config: Config,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    disableRequestLogging: true,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers }: { headers: Record<string, string | string[] | undefined> }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new PinoLogger(logger),
    abortOnError: false,
    forceCloseConnections: false,
  });
  app.setGlobalPrefix('api', { exclude: ['health', 'health/{*probe}'] });
  app.useGlobalPipes(new ApiValidationPipe());
  app.useGlobalFilters(new ErrorFilter());
  const { corsOrigins } = config.http;
  if (corsOrigins.length > 0) {
    app.enableCors({
      origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ALLOWED_HEADERS,
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 600,
    });
  }
  const fastify = adapter.getInstance<FastifyInstance>();
  addParsers(app, fastify);
  const shutdown = app.get(GracefulShutdown);
  addHooks(fastify, shutdown);
  // Clients on their way to us still find us; whoever is answered now is told not to come back.
  shutdown.register('inflight', 'http', () => sleep(config.shutdown.drain));
  return app;
}

/** JSON and NDJSON, nothing else; clients that promise JSON and send nothing are taken at their word. */
function addParsers(app: NestFastifyApplication, fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser<RawServerDefault>('application/json', {}, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parseJson(request, body.toString('utf8'), done);
  });
  app.useBodyParser<RawServerDefault>('application/x-ndjson', {}, (_request, body, done) =>
    done(null, body.toString('utf8')),
  );
}

function addHooks(fastify: FastifyInstance, shutdown: GracefulShutdown): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url.endsWith(BATCH_ROUTE)) route.bodyLimit = BATCH_BODY_LIMIT;
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-request-id', request.id);
    if (shutdown.stopping) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { principal } = request as ApiRequest;
    request.log.debug(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        ...(principal && { userId: principal.userId }),
      },
      'answered',
    );
    done();
  });
}
