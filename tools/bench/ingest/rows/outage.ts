import { setTimeout as pause } from 'node:timers/promises';
import { atLeast, once } from '../../support/line';
import { type PostResult } from '../generator/post-points';
import { figure, type Row } from '../row';
import { Stage } from '../stage';

const RIDERS = 1_000;
const RATE = 1_000;
const LEAD_SECONDS = 5;
/** What a worker holds when all is well: points wait this long, at the most, for others to be written with. */
const USUAL_BACKLOG_SECONDS = 3;
const POLL_MS = 100;
/** Riders may have to ask again at the edges. */
const MOST_OUTSIDE_PERCENT = 2;

interface Records {
  taken: number;
  kept: number;
}

interface Recovery {
  pointsPerSecond: number;
  firstAfterSeconds: number;
  caughtUpAfterSeconds: number;
}

/** MongoDB stands still while riders go on; then everything has to be made up for, while they go on. */
export const outage: Row = async ({ quick, progress }) => {
  const seconds = quick ? 10 : 60;
  const after = seconds / 2 + 10;
  const stage = await Stage.set({ ownMongo: true });
  try {
    const { mongo } = stage.programs.serverPids;
    if (mongo === undefined) throw new Error('MongoDB is no child of this process, and must not be halted');
    const streams = await stage.streams(RIDERS);
    const rides = await ridesOf(stage);
    const generator = await stage.generator();
    const ride = (forSeconds: number): Promise<PostResult> => {
      const from = stage.freshSeconds((RATE * forSeconds) / RIDERS);
      return generator.do('pace', { url: stage.api.url, streams, rate: RATE, seconds: forSeconds, from });
    };
    const riding = ride(LEAD_SECONDS + seconds + after);
    // Its failure is told where it is waited for, at the end.
    riding.catch(() => undefined);
    await pause(LEAD_SECONDS * 1000);
    const before = await recordsOf(stage, rides);
    process.kill(mongo, 'SIGSTOP');
    await pause(seconds * 1000).finally(() => process.kill(mongo, 'SIGCONT'));
    const taken = (await recordsOf(stage, rides)).taken - before.taken;
    const recovery = await recover(stage, rides, after);
    const { requests, refused } = await riding;
    await stage.drained();
    const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
    for (const [status, count] of Object.entries(refused)) progress.say(`  ${count} points were answered ${status}`);
    const rates = once(recovery.pointsPerSecond, RATE);
    const missing = 1 - taken / (RATE * seconds);
    return [
      atLeast(`catching up after ${seconds} s without MongoDB`, 'points that arrive', 'points/s', rates, 5),
      figure('  points that had to wait outside meanwhile', '%', 100 * Math.max(0, missing), MOST_OUTSIDE_PERCENT),
      figure('  points that were refused', '%', (100 * refusals) / requests, 0),
      figure('  from its return to the first acknowledgement', 's', recovery.firstAfterSeconds),
      figure('  from its return until all is caught up', 's', recovery.caughtUpAfterSeconds),
    ];
  } finally {
    await stage.clear();
  }
};

/** What came into the ingest logs, and what of it the worker has marked as kept. Every point is a record of its own here. */
async function recordsOf({ redis }: Stage, rides: readonly Ride[]): Promise<Records> {
  const pipeline = redis.pipeline();
  for (const { meta, mark } of rides) pipeline.hget(meta, 'sequence').get(mark);
  const counts = ((await pipeline.exec()) ?? []).map(([, value]) => parseInt((value as string | null) ?? '0'));
  const sum = (of: number): number => counts.reduce((total, count, place) => total + (place % 2 === of ? count : 0), 0);
  return { taken: sum(0), kept: sum(1) };
}

/** Keys of a stream: its metadata, and its mark of what is kept. */
interface Ride {
  meta: string;
  mark: string;
}

async function ridesOf({ redis, programs }: Stage): Promise<Ride[]> {
  const metas = await redis.keys(`{${programs.keyPrefix}:p*}:meta:*`);
  const ids = await Promise.all(metas.map((meta) => redis.hget(meta, 'id')));
  return metas.map((meta, place) => ({ meta, mark: meta.replace(/meta:.*/, `persisted:${ids[place]}`) }));
}

/** From the first acknowledgement until no more waits than usual; what arrives meanwhile counts as well. */
async function recover(stage: Stage, rides: readonly Ride[], limitSeconds: number): Promise<Recovery> {
  const start = performance.now();
  const before = (await recordsOf(stage, rides)).kept;
  let first: { at: number; done: number } | null = null;
  for (; ; await pause(POLL_MS)) {
    const { taken, kept } = await recordsOf(stage, rides);
    const [at, done] = [performance.now(), kept - before];
    if (done > 0) first ??= { at, done };
    const caughtUp = taken - kept <= RATE * USUAL_BACKLOG_SECONDS;
    if (first && caughtUp && done > first.done) {
      return {
        pointsPerSecond: ((done - first.done) * 1000) / (at - first.at),
        firstAfterSeconds: (first.at - start) / 1000,
        caughtUpAfterSeconds: (at - start) / 1000,
      };
    }
    if (at - start > limitSeconds * 1000) throw new Error(`Behind by ${taken - kept} points after ${limitSeconds} s`);
  }
}
