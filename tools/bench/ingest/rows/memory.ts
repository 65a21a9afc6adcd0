import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../servers';
import { figure, type Figure, megabytes, type Row } from '../row';
import { Sampling } from '../sampling';
import { mustAllBeTaken, Stage } from '../stage';
import { ask } from '../telling';

const RIDERS = 1_000;
const CONNECTIONS = 32;
const MOST_MB = 200;
const PAGE = 20;
const WORKED_OFF_WITHIN_SECONDS = 400;
const STREAMS = 100;
const VIEWERS_OF_EACH = 20;
const RATE = 200;
const ROUNDS = 4;
/** Of so many viewers, the least that could be left would be a hundred times as much. */
const MOST_GROWTH_MB = 2;
const GONE_AFTER_MS = 3_000;

/** A worker that comes back to a very full log, of points that came one by one. */
export const workerMemory: Row = async ({ quick, progress }) => {
  const wanted = quick ? 100_000 : 1_000_000;
  const times = 10;
  const stage = await Stage.set();
  try {
    stage.worker.kill('SIGSTOP');
    const [generator, streams] = [await stage.generator(), await stage.streams(RIDERS)];
    const requests = wanted / times;
    const job = { url: stage.api.url, streams, requests, connections: CONNECTIONS, batch: 0 };
    mustAllBeTaken(await generator.do('post', { ...job, from: stage.freshSeconds(requests / RIDERS) }), requests);
    await multiply(stage, times - 1);
    const { unread } = await stage.logs.state();
    progress.say(`  ${wanted} records wait for the worker, in ${unread} blocks`);
    const sampling = new Sampling(stage.worker.pid);
    stage.worker.kill('SIGCONT');
    await stage.logs.untilEmpty(WORKED_OFF_WITHIN_SECONDS);
    const most = await sampling.stop();
    return [figure(`memory of the worker, at most, with ${wanted} records behind`, 'MB', megabytes(most), MOST_MB)];
  } finally {
    await stage.clear();
  }
};

/** The entries that are there so many times more: to the worker they are like any. */
async function multiply({ redis, logs }: Stage, times: number): Promise<void> {
  await logs.closeBlocks();
  for (const key of await logs.names()) {
    const last = (await redis.xrevrange(key, '+', '-', 'COUNT', 1))[0]?.[0] ?? '-';
    for (let start = '-'; ;) {
      const page = await redis.xrange(key, start, last, 'COUNT', PAGE);
      for (let time = 0; time < times; time++) {
        const pipeline = redis.pipeline();
        for (const [, fields] of page) pipeline.xadd(key, '*', ...fields);
        await pipeline.exec();
      }
      const end = page[page.length - 1];
      if (page.length < PAGE || !end) break;
      start = `(${end[0]}`;
    }
  }
}

/** An API with many viewers, and with those who do not stay. */
export const apiMemory: Row = async ({ quick }) => {
  const stage = await Stage.set();
  try {
    return [...(await manyViewers(stage, quick ? 5 : 30)), ...(await comingAndGoing(stage, quick ? 1_000 : 10_000))];
  } finally {
    await stage.clear();
  }
};

async function manyViewers(stage: Stage, seconds: number): Promise<Figure[]> {
  const streams = await stage.streams(STREAMS);
  const { url } = stage.api;
  const [poster, audience] = [await stage.generator(), await stage.generator()];
  const { viewers } = await audience.do('watch', { url, streams, ofEach: VIEWERS_OF_EACH });
  const sampling = new Sampling(stage.api.pid);
  const from = stage.freshSeconds((RATE * seconds) / STREAMS);
  mustAllBeTaken(await poster.do('pace', { url, streams, rate: RATE, seconds, from }), RATE * seconds);
  const most = await sampling.stop();
  await audience.do('leave', {});
  return [
    figure(`memory of the API, at most, with ${viewers} viewers at ${RATE} points/s`, 'MB', megabytes(most), MOST_MB),
  ];
}

/** By what is in use when all garbage is collected: how much memory a process holds beyond that is up to V8. */
async function comingAndGoing(stage: Stage, times: number): Promise<Figure[]> {
  const streams = await stage.streams(STREAMS);
  const port = await freePort();
  const entry = 'tools/bench/ingest/memory/collecting-api.js';
  const { url } = await stage.programs.run(entry, [String(port)]);
  const visitors = await stage.generator();
  const sizes: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await visitors.do('come-and-go', { url, streams, times, atOnce: CONNECTIONS });
    await pause(GONE_AFTER_MS);
    sizes.push(megabytes(await ask(port)));
  }
  const channels = (await stage.redis.pubsub('CHANNELS', `${stage.programs.keyPrefix}:live:*`)) as string[];
  // The first time, what is kept for reuse is made.
  const [, second = NaN, ...later] = sizes;
  return [
    figure(`subscriptions left by ${ROUNDS * times} viewers who went at once`, 'channels', channels.length, 0),
    ...sizes.map((size, index) => figure(`memory in use by the API after ${(index + 1) * times} of them`, 'MB', size)),
    figure(`  growth after the first ${2 * times}`, 'MB', Math.max(...later) - second, MOST_GROWTH_MB),
  ];
}
