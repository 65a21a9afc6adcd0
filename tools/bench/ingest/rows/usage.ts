import { type Usage, usageOf } from '../../support/usage';
import { type Figure, figure, megabytes, type Row } from '../row';
import { mustAllBeTaken, Stage, type Stream } from '../stage';

const RIDERS = 1_000;
const BATCH = 60;
const CONNECTIONS = 8;
const LONG_RIDERS = 50;
const HOUR = 3_600;

type Program = 'API' | 'worker' | 'Redis' | 'MongoDB';
type Used = Map<Program, Usage>;

/** What the service uses for its work: time, and room. */
export const usage: Row = async ({ quick }) => {
  const stage = await Stage.set();
  try {
    const streams = await stage.streams(RIDERS);
    return [
      ...(await resident(stage, 'when it has started')),
      ...(await perMillion(stage, 'riding live', () => live(stage, streams, quick ? 10 : 60))),
      ...(await perMillion(stage, `in batches of ${BATCH}`, () =>
        inBatches(stage, streams, quick ? 100_000 : 600_000),
      )),
      ...(await roomOfRide(stage, quick ? 600 : HOUR)),
      ...(await resident(stage, 'after all that')),
    ];
  } finally {
    await stage.clear();
  }
};

async function resident(stage: Stage, when: string): Promise<Figure[]> {
  return [...(await used(stage))].map(([program, { residentBytes }]) =>
    figure(`memory of ${program}, ${when}`, 'MB', megabytes(residentBytes)),
  );
}

/** @returns how many points were sent */
async function live(stage: Stage, streams: Stream[], seconds: number): Promise<number> {
  const generator = await stage.generator();
  const from = stage.freshSeconds(seconds);
  const result = await generator.do('pace', { url: stage.api.url, streams, rate: RIDERS, seconds, from });
  mustAllBeTaken(result, RIDERS * seconds);
  return result.points;
}

async function inBatches(stage: Stage, streams: Stream[], points: number): Promise<number> {
  const generator = await stage.generator();
  const requests = Math.round(points / BATCH);
  const from = stage.freshSeconds((requests / streams.length + 1) * BATCH);
  const job = { url: stage.api.url, streams, requests, connections: CONNECTIONS, batch: BATCH, from };
  const result = await generator.do('post', job);
  mustAllBeTaken(result, requests);
  return result.points;
}

async function perMillion(stage: Stage, how: string, send: () => Promise<number>): Promise<Figure[]> {
  await stage.drained();
  const before = await used(stage);
  const points = await send();
  await stage.drained();
  return [...(await used(stage))].map(([program, { cpuSeconds }]) => {
    const seconds = cpuSeconds - (before.get(program)?.cpuSeconds ?? 0);
    return figure(`CPU of ${program}, points ${how}`, 's/million', (seconds / points) * 1e6);
  });
}

/** What a rider costs Redis whose ride goes on, when all of it is in MongoDB too. */
async function roomOfRide(stage: Stage, seconds: number): Promise<Figure[]> {
  const before = await redisMemory(stage);
  const streams = await stage.streams(LONG_RIDERS);
  await inBatches(stage, streams, LONG_RIDERS * seconds);
  await stage.drained();
  const bytes = ((await redisMemory(stage)) - before) / LONG_RIDERS;
  return [
    figure(`Redis memory of a rider, ${seconds} points into the ride`, 'KB', bytes / 1024),
    figure('  of that, a point', 'bytes', bytes / seconds),
  ];
}

async function redisMemory({ redis }: Stage): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}

async function used({ api, worker, programs }: Stage): Promise<Used> {
  const { mongo, redis } = programs.serverPids;
  const pids: [Program, number | undefined][] = [
    ['API', api.pid],
    ['worker', worker.pid],
    ['Redis', redis],
    ['MongoDB', mongo],
  ];
  const all: Used = new Map();
  for (const [program, pid] of pids) {
    const use = await usageOf(pid);
    if (use) all.set(program, use);
  }
  return all;
}
