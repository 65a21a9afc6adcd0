import { atLeast } from '../../support/line';
import { watchCatchingUp } from '../catching-up';
import { CHUNKS } from '../chunk-collection';
import { type Generator } from '../generator/generator';
import { type Row, type RowOptions } from '../row';
import { mustAllBeTaken, Stage, type Stream } from '../stage';

const RIDERS = 1_000;
/** Few at a time, so that nearly every point reaches Redis alone, as those of riders do who do not wait for each other. */
const CONNECTIONS = 8;
/** As many as the worker has logs. */
const INSERTS_UNDER_WAY = 4;
const LIMIT_SECONDS = 120;

interface Rates {
  first: number[];
  again: number[];
  inserted: number[];
  read: number[];
}

/** What waits in the logs, and what was known of the streams before it was delivered. */
interface Backlog {
  points: number;
  entries: number;
  logs: [key: string, copy: Buffer][];
  marks: [key: string, mark: string][];
}

/**
 * `persist`: from a full log into MongoDB, against writing the same documents with nothing around it; and against reading
 * and acknowledging the same log and doing nothing, which no worker can do without. Both write into an empty collection, to a
 * MongoDB that has put away what came before, and are measured in full swing: see steady-rate.ts.
 * `replay`: the whole log delivered a second time, under the ids it had, as to a worker whose group was lost.
 */
export const backlog: Row = async (options) => {
  const { wanted } = options;
  const { first, again, inserted, read } = await backlogs(options);
  const insert = { ours: first, theirs: inserted };
  const merely = { ours: first, theirs: read };
  const replay = { ours: again, theirs: first };
  return [
    ...(wanted.has('persist')
      ? [
          atLeast('persisting a full log', 'insertMany of the same chunks', 'points/s', insert, 0.7),
          atLeast('persisting a full log', 'reading and acknowledging it', 'points/s', merely, null),
        ]
      : []),
    ...(wanted.has('replay')
      ? [atLeast('replaying the whole log', 'delivering it the first time', 'points/s', replay, 0.7)]
      : []),
  ];
};

async function backlogs({ quick, wanted }: RowOptions): Promise<Rates> {
  const runs = quick ? 3 : 15;
  const rates: Rates = { first: [], again: [], inserted: [], read: [] };
  const stage = await Stage.set();
  try {
    const generator = await stage.generator();
    const backlog = await fill(stage, generator, await stage.streams(RIDERS), quick ? 100 : 200);
    for (let run = -2; run < runs; run++) {
      const since = Date.now();
      const first = await deliver(stage, backlog);
      const inserted = wanted.has('persist') ? await insert(stage, generator, since, backlog.points) : 0;
      const again = wanted.has('replay') ? await deliverAgain(stage, backlog) : 0;
      const read = wanted.has('persist') ? await readOnly(stage, generator, backlog) : 0;
      if (run < 0) continue;
      rates.first.push(first);
      rates.inserted.push(inserted);
      rates.again.push(again);
      rates.read.push(read);
    }
    return rates;
  } finally {
    await stage.clear();
  }
}

/** What waits when the worker has been away for so many seconds, while riders sent a point each second. */
async function fill(stage: Stage, generator: Generator, streams: Stream[], seconds: number): Promise<Backlog> {
  stage.worker.kill('SIGSTOP');
  const points = RIDERS * seconds;
  const from = stage.freshSeconds(seconds);
  const before = (await stage.logs.state()).added;
  const job = { url: stage.api.url, streams, requests: points, connections: CONNECTIONS, batch: 0, from };
  mustAllBeTaken(await generator.do('post', job), points);
  await stage.logs.closeBlocks();
  const [{ added }, logs, marks] = [await stage.logs.state(), await stage.logs.copy(), await stage.logs.marks()];
  return { points, entries: added - before, logs, marks };
}

/** To a worker that has stored none of it, as far as it can tell. @returns points a second */
async function deliver(stage: Stage, backlog: Backlog): Promise<number> {
  await stage.logs.putBackMarks(backlog.marks);
  await stage.emptyChunks();
  return deliverAgain(stage, backlog);
}

/** Under the ids that the entries had. @returns points a second */
async function deliverAgain(stage: Stage, { points, entries, logs }: Backlog): Promise<number> {
  stage.worker.kill('SIGSTOP');
  await stage.logs.putBack(logs);
  await stage.rest();
  const watching = watchCatchingUp(stage.logs, entries, LIMIT_SECONDS);
  stage.worker.kill('SIGCONT');
  return ((await watching) * points) / entries;
}

async function insert(stage: Stage, generator: Generator, since: number, wanted: number): Promise<number> {
  const { mongoUri } = stage.programs;
  const job = { mongoUri, from: CHUNKS, into: 'raw_chunks', since, underWay: INSERTS_UNDER_WAY };
  const { points, pointsPerSecond } = await generator.do('insert', job);
  if (points !== wanted) throw new Error(`${points} of ${wanted} points are in MongoDB`);
  return pointsPerSecond;
}

/** Elsewhere, for the worker is waiting for more at the logs themselves. */
async function readOnly(stage: Stage, generator: Generator, { points, entries, logs }: Backlog): Promise<number> {
  const elsewhere = logs.map(([key, copy]): [string, Buffer] => [`read:${key}`, copy]);
  const keys = elsewhere.map(([key]) => key);
  const group = await stage.logs.putBack(elsewhere);
  const { entries: read, seconds } = await generator.do('read', { redisUrl: stage.programs.redisUrl, keys, group });
  await stage.redis.del(...keys);
  // The newest entry of the time before stays in each log until there are newer ones.
  if (read < entries) throw new Error(`${read} of ${entries} entries were read`);
  return points / seconds;
}
