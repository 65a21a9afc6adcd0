import { Redis } from 'ioredis';
import { fromDocker } from '../docker/from-docker';
import { startRedisContainer } from '../docker/redis-container';
import { silent, type Progress } from '../progress';
import { givenServer, type RunningServer } from '../running-server';
import { type ServerPlace } from '../server-place';
import { findRedis } from './find-redis';
import { type RedisSettings } from './redis-settings';
import { startRedis } from './start-redis';

export interface RedisOptions extends ServerPlace, RedisSettings {
  readonly progress?: Progress;
  /** Take a Docker engine where one answers; for tests, since its data go with the container. */
  readonly docker?: boolean;
  /** Never the one of `REDIS_URL`: for tests that stop or fill it. */
  readonly own?: boolean;
}

/**
 * A Redis with append-only log and without eviction: the one of `REDIS_URL`, else one in Docker if that is wanted, else a
 * redis-server from PATH or the cache, started here.
 *
 * @throws Error with one sentence for a person when none can be had
 */
export async function provideRedis(options: RedisOptions = {}): Promise<RunningServer> {
  const given = options.own ? undefined : process.env.REDIS_URL;
  if (given) {
    await mustAnswer(given);
    return givenServer(given);
  }
  const progress = options.progress ?? silent;
  const inDocker = options.docker ? await fromDocker('Redis', progress, startRedisContainer) : undefined;
  if (inDocker) return inDocker;
  const executable = await findRedis(progress);
  return progress.during(`Starting Redis ${executable.version}`, () => startRedis(executable, options));
}

async function mustAnswer(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5000 });
  // The rejection of connect() says no more than "Connection is closed."; the reason comes as an event.
  let reason: Error | undefined;
  redis.on('error', (error) => (reason = error));
  try {
    await redis.connect();
    await redis.quit();
  } catch (error) {
    throw new Error(`REDIS_URL cannot be used: ${(reason ?? (error as Error)).message}`, { cause: error });
  }
}
