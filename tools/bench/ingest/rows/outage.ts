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
const POLL_MS = 20;
/** Riders may have to ask again at the edges. */
const MOST_OUTSIDE_PERCENT = 2;

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
    const generator = await stage.generator();
    const ride = (forSeconds: number): Promise<PostResult> => {
      const from = stage.freshSeconds((RATE * forSeconds) / RIDERS);
      return generator.do('pace', { url: stage.api.url, streams, rate: RATE, seconds: forSeconds, from });
    };
    const added = async (): Promise<number> => (await stage.logs.state()).added;
    const entriesPerPoint = (await changeOf(added, () => ride(LEAD_SECONDS))) / (LEAD_SECONDS * RATE);

    const riding = ride(LEAD_SECONDS + seconds + after);
    // Its failure is told where it is waited for, at the end.
    riding.catch(() => undefined);
    await pause(LEAD_SECONDS * 1000);
    const taken = await changeOf(added, async () => {
      process.kill(mongo, 'SIGSTOP');
      await pause(seconds * 1000).finally(() => process.kill(mongo, 'SIGCONT'));
    });
    const recovery = await recover(stage, entriesPerPoint, after);
    const { requests, refused } = await riding;
    await stage.drained();
    const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
    for (const [status, count] of Object.entries(refused)) progress.say(`  ${count} points were answered ${status}`);
    const rates = once(recovery.pointsPerSecond, RATE);
    const missing = 1 - taken / entriesPerPoint / (RATE * seconds);
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

async function changeOf(read: () => Promise<number>, work: () => Promise<unknown>): Promise<number> {
  const before = await read();
  await work();
  return (await read()) - before;
}

/** From the first acknowledgement until no more waits than usual; what arrives meanwhile counts as well. */
async function recover({ logs }: Stage, entriesPerPoint: number, limitSeconds: number): Promise<Recovery> {
  const start = performance.now();
  const before = (await logs.state()).acknowledged;
  let first: { at: number; done: number } | null = null;
  for (; ; await pause(POLL_MS)) {
    const { acknowledged, pending, unread } = await logs.state();
    const [at, done] = [performance.now(), acknowledged - before];
    if (done > 0) first ??= { at, done };
    const caughtUp = pending + unread <= RATE * USUAL_BACKLOG_SECONDS * entriesPerPoint;
    if (first && caughtUp && done > first.done) {
      return {
        pointsPerSecond: ((done - first.done) * 1000) / (at - first.at) / entriesPerPoint,
        firstAfterSeconds: (first.at - start) / 1000,
        caughtUpAfterSeconds: (at - start) / 1000,
      };
    }
    if (at - start > limitSeconds * 1000)
      throw new Error(`Behind by ${pending + unread} entries after ${limitSeconds} s`);
  }
}
