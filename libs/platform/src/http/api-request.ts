import { type FastifyRequest } from 'fastify';

import { type Principal } from '../principal';

/** Fastify's request, with what the guard found out. */
export type ApiRequest = FastifyRequest & { principal?: Principal };
