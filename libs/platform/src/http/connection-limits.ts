import { type Server } from 'node:http';
import { type Socket } from 'node:net';

import { type FastifyInstance, type FastifyServerOptions } from 'fastify';

import { type Config } from '../config/config';

/** What Fastify takes, apart from what belongs to `http.createServer`. */
type ConnectionOptions = Pick<
  FastifyServerOptions,
  'connectionTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'maxRequestsPerSocket'
> & { http: { headersTimeout: number; connectionsCheckingInterval: number; keepAlive: boolean } };

/**
 * How long a connection may take over what. Only what comes in is timed, and silence: an event stream, which is answered
 * for hours, has long been asked for, and its heartbeats keep it from being silent.
 */
export function connectionOptions({ http }: Config): ConnectionOptions {
  const { headersTimeout, requestTimeout, keepAliveTimeout, silenceTimeout, requestsPerConnection } = http;
  return {
    connectionTimeout: silenceTimeout,
    requestTimeout,
    keepAliveTimeout,
    maxRequestsPerSocket: requestsPerConnection,
    http: {
      headersTimeout: Math.min(headersTimeout, requestTimeout),
      connectionsCheckingInterval: Math.min(5_000, headersTimeout, requestTimeout),
      // A peer that vanished without a word is noticed by the kernel.
      keepAlive: true,
    },
  };
}

/**
 * Beyond these, new connections are closed before anything is read from them; and those that have carried all requests that
 * they may, with the last answer.
 */
export function limitConnections({ server }: FastifyInstance, { http }: Config): void {
  server.maxConnections = http.maxConnections;
  if (http.requestsPerConnection > 0) closeAfter(server, http.requestsPerConnection);
}

/** Node alone would say so and keep the connection open, on which all that comes then is a 503 without a word. */
function closeAfter(server: Server, most: number): void {
  const asked = new WeakMap<Socket, number>();
  server.prependListener('request', ({ socket }, response) => {
    const count = (asked.get(socket) ?? 0) + 1;
    asked.set(socket, count);
    if (count >= most) response.setHeader('connection', 'close');
  });
}
