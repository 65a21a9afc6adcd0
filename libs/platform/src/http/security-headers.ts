import { type OutgoingHttpHeaders } from 'node:http';

import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';

import { WITHOUT_SCHEMAS } from './without-schemas';

/** What says something of the one answer that was asked for. */
const OF_THE_ANSWER = new Set(['date', 'connection', 'content-length']);

const HALF_A_YEAR = 180 * 24 * 3600;
/** Answers are data: nothing in them may be run, framed or guessed at. */
const API: FastifyHelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  strictTransportSecurity: { maxAge: HALF_A_YEAR, includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
  // These speak to browsers about pages, or to browsers of long ago.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};
/** Swagger UI runs its own scripts, and has its styles and pictures in the page. */
const DOCS: FastifyHelmetOptions = {
  ...API,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
};

/**
 * What `@fastify/helmet` puts on every answer, Swagger UI with a policy of its own.
 * @returns those of the API
 */
export async function addSecurityHeaders(instance: FastifyInstance): Promise<OutgoingHttpHeaders> {
  const [api, docs] = [await headersOf(API), await headersOf(DOCS)];
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.headers(request.url.startsWith('/docs') ? docs : api);
    done();
  });
  return api;
}

/** The plugin builds its policy anew for every request, which would be felt in each point; it is asked once. */
async function headersOf(options: FastifyHelmetOptions): Promise<OutgoingHttpHeaders> {
  const asked = fastify(WITHOUT_SCHEMAS);
  await asked.register(helmet, options);
  asked.get('/', (_, reply) => reply.code(204).send());
  const { headers } = await asked.inject('/');
  await asked.close();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_ANSWER.has(name)));
}
