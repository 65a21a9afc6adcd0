import { setTimeout as pause } from 'node:timers/promises';

import { type mongo } from 'mongoose';

import { inBatches, OwnServer, type Rider } from '#testing';

import { type Fleet } from '../../faults/support/fleet';
import { Rides } from '../../faults/support/rides';
import { Scenario } from '../../faults/support/scenario';
import { Stage } from '../../faults/support/stage';
import { compareCompleted, compareStreams } from '../../faults/support/stored';
import { connected } from '../../servers';
import { takeInventory, type Inventory } from '../inventory/inventory';
import { SnapshotReader } from '../inventory/snapshot-reader';
import { contentsOf } from './support/contents';
import { Probes } from './support/probes';
import { Scripts } from './support/scripts';

const full = process.env.BACKUP === 'full';
jest.setTimeout(full ? 1_200_000 : 240_000);
const RIDERS = full ? 30 : 4;
const FINISHED_RIDES = full ? 40 : 3;
/** How long the riders stream before, between and after what happens, ms. */
const A_WHILE = full ? 20_000 : 1_500;
const PAUSE_MS = 200;

/** The points of live rides that MongoDB had at a moment, told by their chunks. */
interface Chunks {
  ids: string[];
  points: number;
}

describe('Riders stream', () => {
  let scripts: Scripts;
  let stage: Stage;
  let other: OwnServer;
  let scenario: Scenario;
  let fleet: Fleet;
  let rides: Rides;
  let streaming: Promise<unknown>;
  let goHome: () => void;
  const home = new Promise<void>((resolve) => (goHome = resolve));

  beforeAll(async () => {
    [scripts, other, stage] = await Promise.all([
      Scripts.prepare(),
      OwnServer.mongo(),
      // Small enough that rides of some minutes go into GridFS.
      Stage.set({ mongo: 'own', settings: { TELEMETRY_INLINE_BYTES: '1000', MONGODB_SERVER_SELECTION_MS: '2000' } }),
    ]);
    rides = await Rides.of(stage.service);
    scenario = await Scenario.begin('backup', stage, RIDERS);
    fleet = scenario.fleet;
    await finishRides(FINISHED_RIDES);
    streaming = fleet.ride({ until: home, atLeast: 0, pauseMs: PAUSE_MS });
    streaming.catch(() => undefined);
    await pause(A_WHILE);
  });

  afterAll(async () => {
    goHome();
    await streaming?.catch(() => undefined);
    scenario?.end();
    await rides?.close();
    await stage?.clear();
    await other?.stop();
    await scripts?.remove();
  });

  /** Rides that are over: what a backup is there for above all. */
  async function finishRides(count: number): Promise<{ rider: Rider; id: string }[]> {
    const finished: { rider: Rider; id: string }[] = [];
    for (const places of inBatches([...Array(count).keys()], 4)) {
      await Promise.all(
        places.map(async (place) => {
          const ride = await rides.begin(await stage.rider(place % RIDERS), 600, { seed: place });
          expect((await ride.rider.post(`/api/workouts/${ride.id}/complete`, {})).status).toBe(200);
          finished.push(ride);
        }),
      );
    }
    return finished;
  }

  const chunksOf = (uri: string): Promise<Chunks> =>
    connected(uri, async (client) => {
      const chunks = client
        .db('faults')
        .collection<{ points: number }>('telemetry_chunks', { readConcern: { level: 'majority' } });
      const all = await chunks.find({}, { projection: { points: 1 } }).toArray();
      return { ids: all.map(({ _id }) => String(_id)), points: all.reduce((sum, { points }) => sum + points, 0) };
    });

  it('and rides end while a backup is taken: a trial restore has every document, file, index and validator', async () => {
    const backup = scripts.run('backup', stage.mongo.uri);
    let over = false;
    void backup.finally(() => (over = true)).catch(() => undefined);
    while (!over) await finishRides(1);
    await backup;
    expect(await scripts.run('restore', '', ['--verify'])).toMatch(/the same as in the manifest: \d+ documents/);
  });

  it('to a moment: all is there that MongoDB had acknowledged before, and nothing that was begun after', async () => {
    await scripts.run('oplog-archive', stage.mongo.uri);
    const probes = await Probes.start(stage.mongo.uri);
    await pause(A_WHILE);
    const before = await chunksOf(stage.mongo.uri);
    const moment = new Date();
    await pause(A_WHILE);
    await finishRides(1);
    await probes.stop();
    await scripts.run('oplog-archive', stage.mongo.uri);
    await scripts.run('restore', other.uri, ['--to', moment.toISOString()]);

    const found = await Probes.in(other.uri);
    const { must, mustNot } = probes.at(moment);
    expect(must.length).toBeGreaterThan(20);
    expect(mustNot.length).toBeGreaterThan(20);
    expect(must.filter((probe) => !found.has(probe))).toEqual([]);
    expect(mustNot.filter((probe) => found.has(probe))).toEqual([]);

    const after = await chunksOf(other.uri);
    expect(before.points).toBeGreaterThan(0);
    expect(before.ids.filter((id) => !after.ids.includes(id))).toEqual([]);
    const late = await connected(other.uri, (client) =>
      client
        .db('faults')
        .collection('telemetry_chunks')
        .countDocuments({ createdAt: { $gt: moment } }),
    );
    expect(late).toBe(0);
  });

  it('and MongoDB is lost with its disk: it comes back, they ride on, and nothing acknowledged is missing', async () => {
    const [finished] = await finishRides(1);
    const telemetry = async (): Promise<unknown> => {
      const { body } = await (finished?.rider as Rider).get<object>(
        `/api/workouts/${finished?.id}?includeTelemetry=true`,
      );
      return body;
    };
    const shown = await telemetry();
    await pause(A_WHILE);
    const moment = new Date();
    await pause(20);
    const contents = await contentsAt(moment);
    await scripts.run('oplog-archive', stage.mongo.uri);
    await stage.mongo.loseData();
    await pause(A_WHILE);
    const acknowledged = fleet.acknowledged;

    await fleet.downtime.killed(async () => {
      await Promise.all([stage.service.killApi(), stage.service.killWorker()]);
      await scripts.run('restore', stage.mongo.uri, ['--drop', '--to', moment.toISOString()]);
      expect(await contentsOf(stage.mongo.uri)).toEqual(contents);
      expect(Object.keys(contents.gridfs)).toEqual(['faults.telemetry']);
      await stage.service.startApi();
    });
    await stage.service.startWorker();
    expect(await telemetry()).toEqual(shown);
    await pause(A_WHILE);
    goHome();
    await streaming;
    await stage.logs.untilEmpty(60);
    expect(fleet.acknowledged).toBeGreaterThan(acknowledged);
    const none = { lost: 0, twice: 0, foreign: 0 };
    expect(await compareStreams(fleet.riders)).toEqual(none);
    expect(await compareCompleted(fleet.riders)).toEqual(none);
    await finishRides(1);
  });

  /** What was there at a moment that is over. */
  const contentsAt = (moment: Date): Promise<Inventory> =>
    connected(stage.mongo.uri, async (client) => {
      await client.db('faults').collection('probes').insertOne({ after: moment });
      const oplog = client.db('local').collection<{ ts: mongo.Timestamp; wall: Date }>('oplog.rs');
      const last = await oplog.findOne({ wall: { $lte: moment } }, { sort: { $natural: -1 } });
      return takeInventory(new SnapshotReader(client, last?.ts));
    });
});
