import { setTimeout as pause } from 'node:timers/promises';
import { HttpClient } from '../../support/http-client';
import { Programs } from '../../support/programs';
import { newApiKey } from '../../support/rider';
import { WatchedApi } from '../event-loop/api';
import { figure, type Figure, type Row, type RowOptions } from '../row';

const BATCH = 10_000;
const SIZES = [300_000, 1_000_000];
const QUICK_SIZES = [50_000];
const MOST_MS = 50;
const IDLE_MS = 5_000;

/** How long the API lets everybody else wait while one rider sends, reads and completes a very long ride in no order at all. */
export const eventLoop: Row = async (options) => {
  const programs = await Programs.start();
  try {
    const api = await WatchedApi.start(programs);
    await programs.run('apps/worker/src/main.js');
    const rider = new HttpClient(api.url, { 'x-api-key': await newApiKey(api.url) });
    await ride(rider, api, BATCH, options);
    const figures = [figure('event loop of the API held, at rest', 'ms', await api.longestHold(() => pause(IDLE_MS)))];
    for (const points of options.quick ? QUICK_SIZES : SIZES)
      figures.push(...(await ride(rider, api, points, options)));
    rider.close();
    return figures;
  } finally {
    await programs.stop();
  }
};

async function ride(rider: HttpClient, api: WatchedApi, points: number, { progress }: RowOptions): Promise<Figure[]> {
  const { workout } = await rider.json<{ workout: { id: string; streamName: string } }>('POST', '/api/workouts', {
    title: 'All at once',
  });
  const path = `/api/workouts/${workout.id}`;
  const steps: [string, () => Promise<unknown>][] = [
    ['sending', () => send(rider, `/api/streams/${workout.streamName}/points`, points)],
    ['reading it live', () => rider.timed(`${path}?includeTelemetry=true`)],
    ['completing it', () => rider.bytes('POST', `${path}/complete`)],
    ['reading it again', () => rider.timed(`${path}?includeTelemetry=true`)],
  ];
  const figures: Figure[] = [];
  for (const [what, step] of steps) {
    progress.say(`  ${points} points: ${what}`);
    figures.push(
      figure(`event loop of the API held, ${what}, ${points} points`, 'ms', await api.longestHold(step), MOST_MS),
    );
  }
  return figures;
}

async function send(rider: HttpClient, path: string, points: number): Promise<void> {
  const seconds = shuffled(points);
  const start = Date.now() - points * 1000;
  for (let from = 0; from < points; from += BATCH) {
    const batch = Array.from(seconds.subarray(from, from + BATCH), (second) => ({
      timestamp: start + second * 1000,
      power: 100 + ((second * 37) % 250),
      cadence: 80 + (second % 20),
      heartrate: 120 + (second % 40),
      speed: 8 + (second % 30) / 10,
      altitude: 300 + (second % 700) / 5,
    }));
    await rider.bytes('POST', path, { points: batch });
  }
}

/** 0…count − 1, each time in the same disorder (Fisher, Yates; the generator is that of Numerical Recipes). */
function shuffled(count: number): Uint32Array {
  const values = Uint32Array.from({ length: count }, (_, index) => index);
  let random = 7;
  for (let last = count - 1; last > 0; last--) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((random / 2 ** 32) * (last + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
  return values;
}
