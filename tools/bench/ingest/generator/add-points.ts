import { Redis } from 'ioredis';
import { pointAt } from './points';

/** The points of {@link PostJob} straight into Redis, an entry each, as many pipelines under way as it has connections. */
export interface AddJob {
  redisUrl: string;
  /** Keys of the streams that they are added to. */
  keys: readonly string[];
  pipelines: number;
  underWay: number;
  batch: number;
  from: number;
}

export interface AddResult {
  seconds: number;
  points: number;
}

/** What is added is made before the clock starts. */
export async function addPoints({ redisUrl, keys, pipelines, underWay, batch, from }: AddJob): Promise<AddResult> {
  const texts = Array.from({ length: pipelines }, (_, index) => {
    const round = Math.floor(index / keys.length);
    return Array.from({ length: batch }, (_, point) =>
      JSON.stringify(pointAt(from + (round * batch + point) * 1000, index % keys.length)),
    );
  });
  const redis = new Redis(redisUrl);
  await redis.ping();
  let next = 0;
  const drive = async (): Promise<void> => {
    for (let index = next++; index < pipelines; index = next++) {
      const pipeline = redis.pipeline();
      const key = keys[index % keys.length] ?? '';
      for (const text of texts[index] ?? []) pipeline.xadd(key, '*', 'point', text);
      const replies = await pipeline.exec();
      const failed = replies?.find(([error]) => error !== null)?.[0];
      if (failed) throw failed;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: underWay }, drive));
  const seconds = (performance.now() - start) / 1000;
  redis.disconnect();
  return { seconds, points: pipelines * batch };
}
