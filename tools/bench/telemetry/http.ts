import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TelemetryPoint } from '#telemetry';
import { HttpClient } from '../support/http-client';
import { inTurns } from '../support/interleaved';
import { atMost, type Line } from '../support/line';
import { Programs } from '../support/programs';
import { FinishedRides } from './http/finished-rides';

const RUNS = 51;
/** So often both do the same before they are measured: what they run on is compiled by then. */
const WARM_UP = 300;
const WARM_UP_FIRST = 50;
const GOAL = 1.5;

/**
 * A finished ride with all its points, read through the built API, against the same bytes sent from memory by the same
 * API, behind the same guard and pipes (see http/prebuilt-api). Read again: a ride that the API has sent lately. Read
 * first: one that it has never sent.
 */
export async function readingOverHttp(points: readonly TelemetryPoint[]): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-http-'));
  const programs = await Programs.start();
  try {
    const { url } = await programs.runApi();
    const rides = await FinishedRides.make(url, programs.mongoUri, points, RUNS + WARM_UP_FIRST);
    const api = new HttpClient(url, rides.credentials);
    const payload = await api.bytes('GET', rides.path);
    await writeFile(join(folder, 'payload.json'), payload);
    const prebuilt = await programs.run('tools/bench/telemetry/http/prebuilt-api.js', [join(folder, 'payload.json')]);
    const baseline = new HttpClient(prebuilt.url, rides.credentials);

    const sendPrebuilt = () => get(baseline, rides.path.replace('workouts', 'prebuilt'), payload.length);
    const again = await inTurns(() => get(api, rides.path, payload.length), sendPrebuilt, {
      runs: RUNS,
      warmUp: WARM_UP,
    });
    const first = await inTurns(() => get(api, rides.unread(), payload.length), sendPrebuilt, {
      runs: RUNS,
      warmUp: WARM_UP_FIRST,
    });
    api.close();
    baseline.close();
    const against = 'sending it prebuilt';
    return [
      atMost('4 h ride over HTTP, read again', against, again, GOAL),
      atMost('4 h ride over HTTP, read first', against, first, null),
    ];
  } finally {
    await programs.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function get(client: HttpClient, path: string, expected: number): Promise<number> {
  const { milliseconds, bytes } = await client.timed(path);
  if (bytes !== expected) throw new Error(`${path} sent ${bytes} bytes instead of ${expected}`);
  return milliseconds;
}
