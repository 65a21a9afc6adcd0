import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { fromSetup } from './from-setup';

/** In logical database 0: how many were handed out, and which ones, so that a given Redis loses nothing of its owner's. */
const counter = 'bike-power-tracker:test:next-database';
const ours = 'bike-power-tracker:test:databases';

/**
 * The address of an empty logical Redis database that no other caller gets, in whatever worker. Pub/Sub channels are the
 * server's and shared by all databases: where channels matter, use `uniqueKeyPrefix` in their names.
 *
 * @throws Error when every logical database of a given Redis holds somebody's data
 */
export async function testRedisUrl(): Promise<string> {
  const url = new URL(fromSetup('REDIS_URL'));
  url.pathname = '/0';
  const redis = new Redis(url.href, { maxRetriesPerRequest: 1 });
  try {
    const databases = await databaseCount(redis);
    for (let attempt = 1; attempt < databases; attempt++) {
      const index = 1 + (((await redis.incr(counter)) - 1) % (databases - 1));
      if (await prepare(redis, index)) {
        url.pathname = `/${index}`;
        return url.href;
      }
    }
    throw new Error('No logical database of REDIS_URL is empty');
  } finally {
    redis.disconnect();
  }
}

/** A prefix for keys, streams and channels that nobody else uses: `test-1f3a9c2e-`. */
export function uniqueKeyPrefix(): string {
  return `test-${randomBytes(4).toString('hex')}-`;
}

async function databaseCount(redis: Redis): Promise<number> {
  const [, count] = await redis.config('GET', 'databases');
  return Number(count);
}

/** Empties a database that was handed out before; refuses one with data that are not ours. */
async function prepare(redis: Redis, index: number): Promise<boolean> {
  const known = await redis.sismember(ours, index);
  await redis.select(index);
  const free = known === 1 || (await redis.dbsize()) === 0;
  if (free) await redis.flushdb();
  await redis.select(0);
  if (free) await redis.sadd(ours, index);
  return free;
}
