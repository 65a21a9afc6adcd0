import { setTimeout as pause } from 'node:timers/promises';

import { eventually } from '#testing';

import { aWhile, between } from './support/random';
import { full, scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';
import { Viewer } from './support/viewer';

takeTime();
const KILLS = scaled(1, 5);
const CUTS = scaled(2, 10);
const SILENCES = scaled(1, 10);
const LONGEST_SILENCE_MS = scaled(1_500, 20_000);
/** How soon a program must have found back to a Redis that can be reached. */
const BACK_WITHIN_MS = 20_000;

describe('Redis is away', () => {
  let stage: Stage;
  let scenario: Scenario;
  let viewers: Viewer[] = [];

  beforeAll(async () => {
    stage = await Stage.set({
      redis: 'own',
      proxies: true,
      // Shorter time limits than in production, for the short form alone.
      settings: full ? {} : { REDIS_COMMAND_TIMEOUT_MS: '1000' },
    });
  });
  afterAll(() => stage.clear());
  afterEach(() => {
    viewers.forEach((viewer) => viewer.leave());
    scenario.end();
  });

  const begin = async (name: string, watched = true): Promise<void> => {
    scenario = await Scenario.begin(name, stage);
    viewers = watched ? await Promise.all(scenario.fleet.riders.map((rider) => Viewer.of(rider))) : [];
  };
  const judge = async (): Promise<void> => {
    for (const viewer of viewers) await viewer.expectEverything();
    await scenario.judge();
  };

  /** Points are acknowledged, and reach MongoDB, again, and the API says that it is ready. */
  const works = async (): Promise<void> => {
    const { acknowledged } = scenario.fleet;
    await eventually(() => expect(scenario.fleet.acknowledged).toBeGreaterThan(acknowledged), {
      timeoutMs: BACK_WITHIN_MS,
    });
    const { lastRead } = await stage.logs.state();
    await eventually(async () => expect((await stage.logs.state()).lastRead).not.toEqual(lastRead), {
      timeoutMs: BACK_WITHIN_MS,
    });
    // Each connection finds out by itself that it is dead; the one of a completion is not that of points.
    await eventually(async () => expect((await fetch(`${stage.service.url}/health/ready`)).status).toBe(200), {
      timeoutMs: BACK_WITHIN_MS,
    });
  };

  /**
   * With `appendfsync everysec` Redis answers without writing while the system is still busy with the second before: what
   * it said in those milliseconds dies with it. That is the known price of this setting, so the kill comes at another moment.
   */
  const untilWritten = async (): Promise<void> => {
    while (!(await stage.logs.redis.info('persistence')).includes('aof_pending_bio_fsync:0')) await pause(1);
  };

  it('killed, and started again on its append-only file', async () => {
    await begin('2 Redis killed');
    await scenario.ride(async () => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await aWhile(500, 2_000);
        await untilWritten();
        await stage.redis.kill();
        await aWhile(0, 1_500);
        await stage.redis.restart();
        await works();
        scenario.say(`kill ${kill} of ${KILLS}`);
      }
    });
    await judge();
  });

  it('cut off with RST, from the API, the worker, both', async () => {
    await begin('2 Redis cut off');
    const { api, worker } = stage.proxies;
    await scenario.ride(async () => {
      for (let cut = 1; cut <= CUTS; cut += 1) {
        await aWhile(300, 1_500);
        const chosen = [[api], [worker], [api, worker]][cut % 3] ?? [];
        for (const proxy of chosen) {
          proxy.refuse();
          proxy.cut();
        }
        await aWhile(100, scaled(500, 5_000));
        for (const proxy of chosen) proxy.take();
        await works();
        scenario.say(`cut ${cut} of ${CUTS}`);
      }
    });
    await judge();
  });

  it('silent for seconds, then there again', async () => {
    await begin('2 Redis silent');
    const { api, worker } = stage.proxies;
    await scenario.ride(async () => {
      for (let silence = 1; silence <= SILENCES; silence += 1) {
        await aWhile(300, 1_500);
        const chosen = [[api], [worker], [api, worker]][silence % 3] ?? [];
        const length = between(1_000, LONGEST_SILENCE_MS);
        for (const proxy of chosen) proxy.silence();
        await pause(length);
        for (const proxy of chosen) proxy.speak();
        await works();
        scenario.say(`silence ${silence} of ${SILENCES}, ${length} ms`);
      }
    });
    await judge();
  });

  it('slow', async () => {
    await begin('2 Redis slow');
    const { api, worker } = stage.proxies;
    await scenario.ride(async () => {
      for (const proxy of [api, worker]) proxy.delay(scaled(100, 300));
      await pause(scaled(1_000, 20_000));
      for (const proxy of [api, worker]) proxy.delay(0);
      await works();
    });
    await judge();
  });

  it('connections that died without a word, though Redis can be reached', async () => {
    // That a subscription is dead shows after a quarter of a minute: too long for the short form.
    await begin('2 Redis connections lost', full);
    const { api, worker } = stage.proxies;
    await scenario.ride(async () => {
      for (const chosen of full ? [[api], [worker], [api, worker]] : [[api, worker]]) {
        await aWhile(300, 1_500);
        for (const proxy of chosen) proxy.lose();
        await works();
        scenario.say('lost connections, and made new ones');
      }
    });
    await judge();
  });
});
