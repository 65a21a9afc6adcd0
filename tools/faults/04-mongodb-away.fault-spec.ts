import { setTimeout as pause } from 'node:timers/promises';

import { aWhile } from './support/random';
import { full, scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';

takeTime();
const STOPPED_FOR_MS = scaled(2_500, 30_000);
const KILLS = scaled(1, 5);
const STEP_DOWNS = scaled(1, 5);
/** What was written a moment before may still be acknowledged. */
const LAST_ACKNOWLEDGEMENT_MS = 900;
/** Shorter than an election takes, so that the primary does not step down. */
const WITHOUT_MAJORITY_MS = 1_800;
/** Shorter time limits than in production, for the short form alone. */
const settings: Record<string, string> = full ? {} : { MONGODB_SERVER_SELECTION_MS: '1000', MONGODB_SOCKET_MS: '2000' };

let scenario: Scenario;
afterEach(() => scenario.end());

async function begin(name: string, stage: Stage): Promise<void> {
  scenario = await Scenario.begin(name, stage);
}

/** Points are taken meanwhile, and the log only grows: nothing is acknowledged in Redis that no majority has. */
async function takesAndKeeps(milliseconds: number): Promise<void> {
  const { fleet, logs } = scenario;
  await pause(LAST_ACKNOWLEDGEMENT_MS);
  const acknowledged = fleet.acknowledged;
  let before = 0;
  for (const end = Date.now() + milliseconds - LAST_ACKNOWLEDGEMENT_MS; Date.now() < end; await pause(100)) {
    const { pending, unread } = await logs.state();
    expect(pending + unread).toBeGreaterThanOrEqual(before);
    before = pending + unread;
  }
  expect(before).toBeGreaterThan(0);
  expect(fleet.acknowledged).toBeGreaterThan(acknowledged);
}

describe('MongoDB is away', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set({ mongo: 'own', settings });
  });
  afterAll(() => stage.clear());

  it('it hangs: points are taken, and nothing is acknowledged in the log', async () => {
    await begin('4 MongoDB hangs', stage);
    await scenario.ride(async () => {
      await pause(1_000);
      await stage.mongo.halt();
      await takesAndKeeps(STOPPED_FOR_MS).finally(() => stage.mongo.resume());
    });
    const { refused } = await scenario.judge();
    expect(refused).toBe(0);
  });

  it('killed and started again', async () => {
    await begin('4 MongoDB killed', stage);
    await scenario.ride(async () => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await aWhile(500, 2_000);
        await stage.mongo.kill();
        await takesAndKeeps(scaled(1_500, 8_000)).finally(() => stage.mongo.restart());
        scenario.say(`kill ${kill} of ${KILLS}`);
      }
    });
    const { refused } = await scenario.judge();
    expect(refused).toBe(0);
  });
});

describe('A replica set of three', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set({ mongo: 'replica set', settings });
  });
  afterAll(() => stage.clear());

  it('changes its primary', async () => {
    await begin('4 primary steps down', stage);
    await scenario.ride(async () => {
      for (let change = 1; change <= STEP_DOWNS; change += 1) {
        await aWhile(500, 2_000);
        await stage.replicaSet.stepDown();
        scenario.say(`step-down ${change} of ${STEP_DOWNS}`);
      }
    });
    const { refused } = await scenario.judge();
    expect(refused).toBe(0);
  });

  it('has no majority for a moment: what the primary alone has is not acknowledged', async () => {
    await begin('4 no majority', stage);
    await scenario.ride(async () => {
      for (let time = 1; time <= STEP_DOWNS; time += 1) {
        await aWhile(500, 2_000);
        const resume = await stage.replicaSet.haltSecondaries();
        await takesAndKeeps(WITHOUT_MAJORITY_MS).finally(resume);
      }
    });
    const { refused } = await scenario.judge();
    expect(refused).toBe(0);
  });
});
