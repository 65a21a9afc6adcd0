import { Redis } from 'ioredis';

/** Everything that waits in the logs is read and acknowledged, and nothing is done with it. */
export interface ReadJob {
  redisUrl: string;
  keys: readonly string[];
  group: string;
}

export interface ReadResult {
  seconds: number;
  entries: number;
}

/** As many as a worker reads at a time. */
const COUNT = 500;
const CONSUMER = 'reader';

/** All logs at the same time, on a connection each. */
export async function readLogs({ redisUrl, keys, group }: ReadJob): Promise<ReadResult> {
  const connections = keys.map(() => new Redis(redisUrl));
  await Promise.all(connections.map((redis) => redis.ping()));
  const start = performance.now();
  const counts = await Promise.all(connections.map((redis, index) => readLog(redis, keys[index] ?? '', group)));
  const seconds = (performance.now() - start) / 1000;
  for (const redis of connections) redis.disconnect();
  return { seconds, entries: counts.reduce((sum, count) => sum + count, 0) };
}

async function readLog(redis: Redis, key: string, group: string): Promise<number> {
  for (let count = 0; ;) {
    const reading = await redis.xreadgroup('GROUP', group, CONSUMER, 'COUNT', COUNT, 'STREAMS', key, '>');
    const [[, entries]] = (reading ?? [[key, []]]) as [[string, [string, string[]][]]];
    if (entries.length === 0) return count;
    await redis.xack(key, group, ...entries.map(([id]) => id));
    count += entries.length;
  }
}
