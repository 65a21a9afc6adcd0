import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { type TelemetryPoint } from '#telemetry';
import { generateRide } from '../../../demo/ride-model';
import { once } from '../../support/line';
import { type Measured, measured } from '../measured';
import { type Stage } from '../stage';

const { BSON } = mongo;
const BATCHED = 3_600;
const STORED_WITHIN_MS = 30_000;
const PLAIN = 'the same as BSON subdocuments';
/** Seconds ridden live, one point each: as many as are needed to see several flushes. */
const LIVE = { quick: 12, whole: 30 };
const QUICK_RUNS = 100;

/**
 * What a point takes in each form in which the service keeps it, whole documents of MongoDB without compression of the
 * disk: chunks while a ride goes on, the workout or a file when it is over; and in Redis until then.
 */
export async function storage(stage: Stage, runs: number): Promise<Measured[]> {
  const worker = await stage.programs.run('apps/worker/src/main.js');
  try {
    const live = runs < QUICK_RUNS ? LIVE.quick : LIVE.whole;
    return [
      ...(await unfinished(stage, 'live, a point a second', { points: live, step: 1, everyMs: 1_000 })),
      ...(await unfinished(stage, 'live, an hour sent at once', { points: BATCHED, step: BATCHED, everyMs: 0 })),
      ...(await finished(stage)),
    ];
  } finally {
    await worker.stop();
  }
}

interface Pace {
  points: number;
  /** Points a request. */
  step: number;
  everyMs: number;
}

async function unfinished(stage: Stage, what: string, { points, step, everyMs }: Pace): Promise<Measured[]> {
  const ride = pointsOf(points);
  const created = await stage.device.json<{ workout: { id: string; streamName: string } }>('POST', '/api/workouts', {});
  const { id, streamName } = created.workout;
  for (let first = 0; first < ride.length; first += step) {
    const batch = { points: ride.slice(first, first + step) };
    await stage.device.bytes('POST', `/api/streams/${streamName}/points`, batch);
    await pause(everyMs);
  }
  const workout = await stage.workouts.findOne({ _id: new mongo.ObjectId(id) });
  const streamId = workout?.['streamId'] as mongo.ObjectId;
  const chunks = stage.db.collection('telemetry_chunks');
  const stored = async (): Promise<mongo.Document[]> => chunks.find({ streamId }).toArray();
  for (const end = performance.now() + STORED_WITHIN_MS; pointsIn(await stored()) < ride.length; await pause(100)) {
    if (performance.now() > end) throw new Error(`${what}: not all points are stored in time`);
  }
  const documents = await stored();
  const inRedis = await stage.bytesInRedis([streamName, streamId.toHexString()]);
  await stage.device.bytes('POST', `/api/workouts/${id}/complete`);
  return [row(`${what}: ${documents.length} chunks`, sizeOf(documents), ride), row(`${what}: in Redis`, inRedis, ride)];
}

async function finished({ db, workouts, history }: Stage): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const [hours, id] of history.rides) {
    const workout = await workouts.findOne({ _id: new mongo.ObjectId(id) }, { projection: { telemetry: 1 } });
    const telemetry = workout?.['telemetry'] as { points: number; fileId?: mongo.ObjectId };
    const file = telemetry.fileId;
    const parts = file ? await db.collection('telemetry.chunks').find({ files_id: file }).toArray() : [];
    const files = file ? await db.collection('telemetry.files').find({ _id: file }).toArray() : [];
    const bytes = sizeOf([{ telemetry }, ...files, ...parts]);
    const form = file ? 'a GridFS file' : 'in its workout';
    rows.push(row(`finished, ${hours} h: ${form}`, bytes, pointsOf(telemetry.points)));
  }
  return rows;
}

const pointsOf = (seconds: number): TelemetryPoint[] =>
  generateRide({ seed: 7, startTime: Date.now() - seconds * 1000, seconds, cafeSeconds: 0 });

const pointsIn = (chunks: readonly mongo.Document[]): number =>
  chunks.reduce((sum, chunk) => sum + Number(chunk['points']), 0);

const sizeOf = (documents: readonly mongo.Document[]): number =>
  documents.reduce((sum, document) => sum + BSON.calculateObjectSize(document), 0);

function row(what: string, bytes: number, points: readonly TelemetryPoint[]): Measured {
  const plain = BSON.calculateObjectSize({ telemetry: points });
  return measured(what, PLAIN, once(bytes / points.length, plain / points.length), null, 'bytes/point');
}
