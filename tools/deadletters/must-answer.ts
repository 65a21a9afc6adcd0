import { Redis } from 'ioredis';

import { type Config } from '#platform';

/**
 * Asks before the service's own connection does, which would go on trying.
 * @throws Error with one line that names the server, and no password, when Redis does not let us in
 */
export async function mustAnswer({ url, commandTimeout }: Config['redis']): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: null, connectTimeout: commandTimeout });
  let reason: Error | undefined;
  redis.on('error', (error) => (reason ??= error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const where = url.replace(/^.*@|^[^/]*\/\//, '').replace(/[/?].*/s, '');
    const { message } = reason ?? (error as Error);
    throw new Error(`Redis at ${where} cannot be used: ${message}`, { cause: error });
  } finally {
    redis.disconnect();
  }
}
