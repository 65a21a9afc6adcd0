import { setTimeout as pause } from 'node:timers/promises';

import { mongo } from 'mongoose';

import { eventually, SmallDisk } from '#testing';

import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';

takeTime();
const FULL_FOR_MS = scaled(2_500, 30_000);
/** What was under way when the disk was full may still be acknowledged. */
const LAST_ACKNOWLEDGEMENT_MS = 500;
const REDIS_DISK_KB = scaled(16, 256) * 1024;
/** MongoDB has two files of 100 MB for its journal alone. */
const MONGODB_DISK_KB = scaled(400, 800) * 1024;
/** MongoDB builds no index where it has less than 500 MB left. */
const settings = { MONGODB_SERVER_SELECTION_MS: '1000', MONGODB_AUTO_INDEX: 'false' };

let disk: SmallDisk;
let stage: Stage;
let scenario: Scenario;
afterEach(async () => {
  scenario.end();
  await stage.clear();
  await disk.unmount();
});

const ready = async (): Promise<[number, Record<string, string>]> => {
  const answer = await fetch(`${stage.service.url}/health/ready`);
  return [answer.status, ((await answer.json()) as { checks: Record<string, string> }).checks];
};

describe('A disk is full', () => {
  it('that of Redis: nothing is acknowledged meanwhile, and there is no need to start anything anew', async () => {
    disk = await SmallDisk.mount(REDIS_DISK_KB);
    stage = await Stage.set({ redis: 'own', disk: disk.folder });
    scenario = await Scenario.begin("11 Redis' disk full", stage);
    const { fleet } = scenario;
    await scenario.ride(async () => {
      await pause(1_000);
      await disk.fill();
      await eventually(() => expect(fleet.tally.refusals.get('REDIS_UNAVAILABLE')).toBeGreaterThan(0));
      await pause(LAST_ACKNOWLEDGEMENT_MS);
      const { acknowledged } = fleet;
      expect(await ready()).toEqual([503, expect.objectContaining({ redis: 'answers MISCONF to ping' })]);
      await pause(FULL_FOR_MS);
      expect(fleet.acknowledged).toBe(acknowledged);
      await disk.makeRoom();
    });
    await scenario.judge();
  });

  it('that of MongoDB: it ends, points are taken, and are stored when it is back', async () => {
    disk = await SmallDisk.mount(MONGODB_DISK_KB);
    stage = await Stage.set({ mongo: 'own', disk: disk.folder, settings });
    scenario = await Scenario.begin("11 MongoDB's disk full", stage);
    const { fleet } = scenario;
    await scenario.ride(async () => {
      await pause(1_000);
      await disk.fill();
      // Within a minute it does that by itself.
      await checkpoint(stage.service.mongoUri);
      await stage.mongo.ended();
      const { acknowledged } = fleet;
      await pause(FULL_FOR_MS);
      expect(fleet.acknowledged).toBeGreaterThan(acknowledged);
      await disk.makeRoom();
      await stage.mongo.restart();
    });
    const { refused } = await scenario.judge();
    expect(refused).toBe(0);
  });
});

async function checkpoint(uri: string): Promise<void> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 1_000 });
  await client
    .db('admin')
    .command({ fsync: 1 })
    .catch(() => undefined);
  await client.close();
}
