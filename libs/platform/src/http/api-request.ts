import { type FastifyRequest } from 'fastify';

import { type Principal } from '../access/principal';

/** Fastify's request, with what the guard found out. */
export type ApiRequest = FastifyRequest & { principal?: Principal };
