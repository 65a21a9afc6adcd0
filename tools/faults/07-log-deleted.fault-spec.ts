import { setTimeout as pause } from 'node:timers/promises';

import { aWhile } from './support/random';
import { keep } from './support/report';
import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';
import { compareCompleted, compareStreams } from './support/stored';

takeTime();
const SHARDS = [0, 1, 2, 3];
const DELETIONS = scaled(2, 20);
/** How long somebody deletes the groups again and again, ms. */
const STORM_MS = scaled(2_000, 20_000);
/** A consumer that cannot go on may say so once in this time. */
const QUIET_SECONDS = 10;

describe('The ingest log or its group is deleted under the running worker', () => {
  let stage: Stage;
  let scenario: Scenario;
  let began = 0;
  let saidBefore = 0;

  beforeAll(async () => (stage = await Stage.set()));
  afterAll(() => stage.clear());
  beforeEach(() => {
    began = Date.now();
    saidBefore = lines();
  });
  afterEach(() => scenario.end());

  const lines = (): number => stage.service.worker.output().split('\n').length;
  const expectNoFlood = (): void => {
    const seconds = (Date.now() - began) / 1000;
    expect(lines() - saidBefore).toBeLessThanOrEqual(SHARDS.length * (2 + Math.ceil(seconds / QUIET_SECONDS)));
  };
  /** A log that was just deleted has no group. */
  const destroyGroup = (shard: number): Promise<unknown> =>
    stage.logs.redis.xgroup('DESTROY', stage.logs.key(shard), 'persist').catch(() => undefined);

  it('the group: it begins again at the beginning of the log, and nothing is missing in MongoDB', async () => {
    scenario = await Scenario.begin('7 group deleted', stage);
    await scenario.ride(async () => {
      for (let deletion = 1; deletion <= DELETIONS; deletion += 1) {
        await aWhile(200, 1_500);
        await Promise.all(SHARDS.map(destroyGroup));
        scenario.say(`deletion ${deletion} of ${DELETIONS}`);
      }
    });
    await scenario.judge();
    expectNoFlood();
  });

  it('the group, again and again: with back-off, and few words', async () => {
    scenario = await Scenario.begin('7 group deleted without end', stage);
    await scenario.ride(async () => {
      for (const until = Date.now() + STORM_MS; Date.now() < until; await pause(20))
        await Promise.all(SHARDS.map(destroyGroup));
    });
    await scenario.judge();
    expectNoFlood();
  });

  it('the log: what it held is still on the rides themselves, and completing takes both', async () => {
    scenario = await Scenario.begin('7 log deleted', stage);
    const { fleet } = scenario;
    await scenario.ride(async () => {
      for (let deletion = 1; deletion <= DELETIONS; deletion += 1) {
        await aWhile(200, 1_500);
        await stage.logs.redis.del(...SHARDS.map(stage.logs.key));
        scenario.say(`deletion ${deletion} of ${DELETIONS}`);
      }
    });
    const drainedAfter = await stage.logs.untilEmpty(60);
    // MongoDB alone cannot have what was deleted before anybody had read it.
    const differences = [await compareStreams(fleet.riders), await compareCompleted(fleet.riders)];
    const worst = (of: 'lost' | 'twice' | 'foreign'): number => Math.max(...differences.map((found) => found[of]));
    const counts = { lost: worst('lost'), twice: worst('twice'), foreign: worst('foreign') };
    const { unanswered, cutByKill, refused, strange } = fleet.tally;
    await keep({
      ...{ scenario: scenario.name, riders: fleet.riders.length, acknowledged: fleet.acknowledged, ...counts },
      ...{ unanswered: unanswered.length, cutByKill, refused, drainedAfter },
    });
    expect({ ...counts, unanswered, strange: [...strange] }).toEqual({
      ...{ lost: 0, twice: 0, foreign: 0, unanswered: [], strange: [] },
    });
    expect((await stage.logs.state()).deadLetters).toBe(0);
    expectNoFlood();
  });
});
