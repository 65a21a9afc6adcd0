import { atLeast } from '../../support/line';
import { watchCatchingUp } from '../catching-up';
import { type Generator } from '../generator/generator';
import { type Row, type RowOptions } from '../row';
import { mustAllBeTaken, Stage, type Stream } from '../stage';

const RIDERS = 1_000;
/** Few at a time, so that nearly every point reaches Redis alone, as those of riders do who do not wait for each other. */
const CONNECTIONS = 8;
/** As many as the worker has logs. */
const INSERTS_UNDER_WAY = 4;
const SHARE = 0.8;
const LIMIT_SECONDS = 120;
const CHUNKS = 'telemetry_chunks';

interface Rates {
  first: number[];
  again: number[];
  inserted: number[];
  read: number[];
}

type Copies = [key: string, copy: Buffer][];

/**
 * `persist`: from a full log into MongoDB, against writing the same documents with nothing around it; and against reading
 * and acknowledging the same log and doing nothing, which no worker can do without.
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
  // With less, the last flush of each log, which waits for more, would be most of what is measured.
  const seconds = 100;
  const runs = quick ? 3 : 7;
  const rates: Rates = { first: [], again: [], inserted: [], read: [] };
  const stage = await Stage.set();
  try {
    const generator = await stage.generator();
    const streams = await stage.streams(RIDERS);
    for (let run = -1; run < runs; run++) {
      const since = Date.now();
      const filled = await fill(stage, generator, streams, seconds);
      const copies = await stage.logs.copy();
      const first = await work(stage, filled);
      const inserted = wanted.has('persist') ? await insert(stage, generator, since, filled.points) : 0;
      const again = wanted.has('replay') ? await redeliver(stage, filled, copies) : 0;
      const read = wanted.has('persist') ? await readOnly(stage, generator, filled, copies) : 0;
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

interface Backlog {
  points: number;
  entries: number;
}

/** What waits when the worker has been away for so many seconds, while riders sent a point each second. */
async function fill(stage: Stage, generator: Generator, streams: Stream[], seconds: number): Promise<Backlog> {
  stage.worker.kill('SIGSTOP');
  const requests = RIDERS * seconds;
  const from = stage.freshSeconds(seconds);
  const before = (await stage.logs.state()).added;
  const job = { url: stage.api.url, streams, requests, connections: CONNECTIONS, batch: 0, from };
  mustAllBeTaken(await generator.do('post', job), requests);
  await stage.logs.closeBlocks();
  return { points: requests, entries: (await stage.logs.state()).added - before };
}

/** @returns points a second */
async function work(stage: Stage, { points, entries }: Backlog): Promise<number> {
  const watching = watchCatchingUp(stage.logs, entries, { share: SHARE, limitSeconds: LIMIT_SECONDS });
  stage.worker.kill('SIGCONT');
  return ((await watching) * points) / entries;
}

async function insert(stage: Stage, generator: Generator, since: number, wanted: number): Promise<number> {
  const { mongoUri } = stage.programs;
  const job = { mongoUri, from: CHUNKS, into: 'raw_chunks', since, underWay: INSERTS_UNDER_WAY };
  const { points, seconds } = await generator.do('insert', job);
  if (points !== wanted) throw new Error(`${points} of ${wanted} points are in MongoDB`);
  return points / seconds;
}

async function redeliver(stage: Stage, filled: Backlog, copies: Copies): Promise<number> {
  stage.worker.kill('SIGSTOP');
  await stage.logs.putBack(copies);
  return work(stage, filled);
}

/** Elsewhere, for the worker is waiting for more at the logs themselves. */
async function readOnly(stage: Stage, generator: Generator, filled: Backlog, copies: Copies): Promise<number> {
  const elsewhere = copies.map(([key, copy]): [string, Buffer] => [`read:${key}`, copy]);
  const keys = elsewhere.map(([key]) => key);
  const group = await stage.logs.putBack(elsewhere);
  const { entries, seconds } = await generator.do('read', { redisUrl: stage.programs.redisUrl, keys, group });
  await stage.redis.del(...keys);
  // The newest entry of the time before stays in each log until there are newer ones.
  if (entries < filled.entries) throw new Error(`${entries} of ${filled.entries} entries were read`);
  return filled.points / seconds;
}
