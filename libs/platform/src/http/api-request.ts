import { type FastifyRequest } from 'fastify';

import { type Principal } from '../access/principal';
import { type Standing } from '../rate-limits/shared-count';

/** Fastify's request, with what was found out about who is asking. */
export type ApiRequest = FastifyRequest & { principal?: Principal; standing?: Standing };
