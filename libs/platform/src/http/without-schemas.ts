import { type FastifyServerOptions } from 'fastify';

const unused = () => (): never => {
  throw new Error('Routes have no schemas');
};

/**
 * For any Fastify here: bodies are checked by the validation pipe, and answers written by JSON.stringify. What Fastify
 * would load to compile schemas is three megabytes of memory for nothing.
 */
export const WITHOUT_SCHEMAS = {
  schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
} satisfies FastifyServerOptions;
