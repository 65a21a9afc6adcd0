import { setTimeout as sleep } from 'node:timers/promises';

import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type Logger } from 'pino';

import { type Config } from '../config/config';
import { PinoLogger } from '../logging/logger';
import { HttpInstruments } from '../observability/http-instruments';
import { GracefulShutdown } from '../shutdown/graceful-shutdown';
import { type ApiRequest } from './api-request';
import { addBodyParsers, BODY_LIMIT } from './body-parsers';
import { connectionOptions, limitConnections } from './connection-limits';
import { ErrorFilter } from './error.filter';
import { FrontDoor } from './front-door';
import { type Answered } from './plain-answer';
import { requestIdOf } from './request-id';
import { addRequestRules } from './request-rules';
import { addSecurityHeaders } from './security-headers';
import { refuseUnreadable, refuseUnroutable } from './unroutable';
import { ApiValidationPipe } from './validation.pipe';
import { WITHOUT_SCHEMAS } from './without-schemas';

/** Longer than any path can be: what a parameter may hold is for the routes to say. */
const MAX_PARAM_LENGTH = 100_000;
const ALLOWED_HEADERS = [
  'Content-Type',
  'Authorization',
  'X-API-Key',
  'Cache-Control',
  'Last-Event-ID',
  'Idempotency-Key',
];
const EXPOSED_HEADERS = ['Retry-After', 'X-Request-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** A Nest application on Fastify as both programs have it: request ids, one error shape, strict bodies, phased stop. */
export async function createHttpApp(
  module: DynamicModule,
  config: Config,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const { trustedProxies } = config.http;
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    // A logger for every request would cost more than most requests; what is logged names the request itself.
    childLoggerFactory: (parent: FastifyBaseLogger) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    ...connectionOptions(config),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    ...WITHOUT_SCHEMAS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: refuseUnroutable,
    clientErrorHandler: refuseUnreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new PinoLogger(logger),
    abortOnError: false,
    bodyParser: false,
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
  limitConnections(fastify, config);
  const securityHeaders = await addSecurityHeaders(fastify);
  addRequestRules(fastify);
  // Node would answer 417 without a body; an expectation that nobody knows may as well be overlooked.
  fastify.server.on('checkExpectation', (...asked) => fastify.server.emit('request', ...asked));
  addBodyParsers(app, fastify);
  const shutdown = app.get(GracefulShutdown);
  addHooks(fastify, shutdown, logger);
  const instruments = app.get(HttpInstruments);
  app.get(FrontDoor).open(fastify.server, {
    headers: Object.entries({ ...corsHeaders(config), ...securityHeaders }).flatMap(([name, value]) => [
      name,
      String(value),
    ]),
    isStopping: () => shutdown.stopping,
    answered: (answer) => {
      const { method, route = 'none', status, milliseconds } = answer;
      instruments.answered(method, route, status, milliseconds);
      logAnswer(logger, answer);
    },
    refused: (status, body) => instruments.refused(status, body),
  });
  // Clients on their way to us still find us; whoever is answered now is told not to come back.
  shutdown.register('inflight', 'http', () => sleep(config.shutdown.drain));
  return app;
}

function addHooks(fastify: FastifyInstance, shutdown: GracefulShutdown, logger: Logger): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-request-id', request.id);
    if (shutdown.stopping) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, method, routeOptions, principal } = request as ApiRequest;
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    logAnswer(logger, { requestId, method, route: routeOptions.url, status, milliseconds, userId: principal?.userId });
    done();
  });
}

function logAnswer(logger: Logger, answered: Answered): void {
  if (!logger.isLevelEnabled('debug')) return;
  const { userId, milliseconds, ...answer } = answered;
  const fields = { ...answer, milliseconds: Math.round(milliseconds), ...(userId !== undefined && { userId }) };
  logger.debug(fields, 'answered');
}

/** What `@fastify/cors` puts on answers to those who are of no origin. */
function corsHeaders({ http: { corsOrigins } }: Config): Record<string, string> {
  if (corsOrigins.length === 0) return {};
  return {
    ...(corsOrigins.includes('*') ? { 'access-control-allow-origin': '*' } : { vary: 'Origin' }),
    'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
  };
}
