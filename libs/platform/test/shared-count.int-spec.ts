import { Redis } from 'ioredis';

import { eventually, testRedisUrl, uniqueKeyPrefix } from '#testing';

import { SharedCount, type Standing } from '../src/rate-limits/shared-count';

describe('A limit that several processes share', () => {
  const limit = { points: 100, seconds: 60 };
  const connections: Redis[] = [];
  let url: string;
  let prefix: string;

  beforeAll(async () => (url = await testRedisUrl()));
  beforeEach(() => (prefix = uniqueKeyPrefix()));
  afterEach(() => connections.splice(0).forEach((redis) => redis.disconnect()));

  const connection = async (): Promise<Redis> => {
    const redis = new Redis(url, { enableOfflineQueue: false, lazyConnect: true });
    connections.push(redis);
    await redis.connect();
    return redis;
  };
  const process = async (): Promise<SharedCount> => new SharedCount(limit, await connection(), prefix);
  const times = (count: number, use: () => Standing): Standing[] => Array.from({ length: count }, use);

  it('is used up by one alone, to the last', async () => {
    const one = await process();
    const standings = times(120, () => one.take('rider'));
    expect(standings.filter(({ allowed }) => allowed)).toHaveLength(100);
    expect(standings[0]).toMatchObject({ allowed: true, limit: 100, remaining: 99 });
    expect(standings.at(-1)).toMatchObject({ allowed: false, remaining: 0 });
    expect(one.take('another').allowed).toBe(true);
  });

  it('is felt by the others, but for a block that was not told', async () => {
    const [one, two] = [await process(), await process()];
    times(100, () => one.take('rider'));
    two.take('rider');
    await eventually(() => expect(two.take('rider').allowed).toBe(false));
    expect(two.look('rider').allowed).toBe(false);
  });

  it('asks Redis once in a block, and not once a use', async () => {
    const one = await process();
    const redis = await connection();
    const told = async (): Promise<number> => Number(await redis.get(`${prefix}:rider`));
    times(1, () => one.take('rider'));
    await eventually(async () => expect(await told()).toBe(1));
    times(1, () => one.take('rider'));
    times(1, () => one.take('rider'));
    await eventually(async () => expect(await told()).toBe(3));
    expect(await redis.ttl(`${prefix}:rider`)).toBeGreaterThan(50);
  });

  it('holds in each process while Redis is away', () => {
    const gone = new Redis(url, { enableOfflineQueue: false, lazyConnect: true });
    const one = new SharedCount(limit, gone, prefix);
    expect(times(101, () => one.take('rider')).filter(({ allowed }) => allowed)).toHaveLength(100);
  });

  it('is to be had again when its time is over', async () => {
    const one = new SharedCount({ points: 2, seconds: 1 }, await connection(), prefix);
    expect(times(3, () => one.take('rider')).map(({ allowed }) => allowed)).toEqual([true, true, false]);
    await eventually(() => expect(one.take('rider').allowed).toBe(true));
  });

  it('lets what costs more than all of it through when nothing was used', async () => {
    const one = await process();
    expect(one.take('rider', 1_000)).toMatchObject({ allowed: true, remaining: 0 });
    expect(one.take('rider').allowed).toBe(false);
  });
});
