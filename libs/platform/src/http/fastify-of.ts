import { type HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';

/** The Fastify below; undefined where a module runs without HTTP, as in tests and tools. */
export const fastifyOf = (host: HttpAdapterHost): FastifyInstance | undefined =>
  (host.httpAdapter as { getInstance?: () => FastifyInstance } | undefined)?.getInstance?.();
