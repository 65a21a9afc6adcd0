import { setTimeout as pause } from 'node:timers/promises';

import { aWhile } from './support/random';
import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';

takeTime();
/** For so long it is full; longer than the second for which the API trusts what it knows of the memory. */
const FULL_FOR_MS = scaled(2_500, 20_000);
const SETTLES_WITHIN_MS = 2_000;
const BLOBS = 40;
const BLOB = Buffer.alloc(64 * 1024);

describe('Redis is full', () => {
  let stage: Stage;
  let scenario: Scenario;

  beforeAll(async () => {
    stage = await Stage.set({ redis: 'own' });
  });
  afterAll(() => stage.clear());
  afterEach(async () => {
    scenario.end();
    await limit(0);
  });

  const limit = (bytes: number) => stage.logs.redis.config('SET', 'maxmemory', bytes);
  const used = async (): Promise<number> =>
    Number(/^used_memory:(\d+)/m.exec(await stage.logs.redis.info('memory'))?.[1]);

  /** Nothing more is acknowledged, and all that was reaches MongoDB, by the programs as they are. */
  const refusesAndDrains = async (): Promise<void> => {
    await pause(SETTLES_WITHIN_MS);
    const { acknowledged } = scenario.fleet;
    await stage.logs.untilEmpty(20);
    await pause(FULL_FOR_MS - SETTLES_WITHIN_MS);
    expect(scenario.fleet.acknowledged).toBe(acknowledged);
    expect(scenario.fleet.tally.refusals.get('STORAGE_FULL')).toBeGreaterThan(0);
  };

  it('to four fifths: the service refuses by itself, before Redis does', async () => {
    scenario = await Scenario.begin('3 Redis nearly full', stage);
    await scenario.ride(async () => {
      await pause(1_000);
      await limit(Math.round((await used()) / 0.85));
      await refusesAndDrains();
      expect([...scenario.fleet.tally.refusals.keys()]).toEqual(['STORAGE_FULL']);
      await limit(0);
    });
    await scenario.judge();
  });

  it('to the last byte, by somebody else: no acknowledgement is false, and what was acknowledged drains', async () => {
    scenario = await Scenario.begin('3 Redis full', stage);
    const { redis } = stage.logs;
    const { refusals } = scenario.fleet.tally;
    const leaver = await stage.rider(0);
    const { id } = (await leaver.post<{ workout: { id: string } }>('/api/workouts', {})).body.workout;
    await scenario.ride(async () => {
      // The service looks once a second: what comes before it has looked is refused by Redis.
      while (!refusals.has('REDIS_UNAVAILABLE')) {
        await limit(0);
        await pause(1_100);
        await limit(Math.round((await used()) / 2));
        await aWhile(50, 500);
      }
      await limit((await used()) + BLOBS * BLOB.length);
      let filled = 0;
      const fill = async (): Promise<void> => {
        for (;;) await redis.set(`blob-${(filled += 1)}`, BLOB);
      };
      await expect(fill()).rejects.toThrow('OOM');
      // Nor is there a byte for what our programs might like to note about their own work.
      await limit((await used()) - (BLOBS * BLOB.length) / 2);
      await refusesAndDrains();
      // A ride that is completed leaves Redis: that must go, or nothing would ever make room.
      expect((await leaver.post(`/api/workouts/${id}/complete`, {})).status).toBe(200);
      for (; filled > 0; filled -= 1) await redis.unlink(`blob-${filled}`);
      // The rest of the ride needs more than there was.
      await limit(0);
    });
    await scenario.judge();
  });
});
