import { mongo } from 'mongoose';

import { CHANNELS, columnsToPoints, decodeTelemetry, mergeColumns, type TelemetryPoint } from '#telemetry';

import { type StreamingRider } from './streaming-rider';

/** How what is stored differs from what was acknowledged; every number must be 0. */
export interface Difference {
  /** Acknowledged points that are not there, or not as they were sent. */
  lost: number;
  /** Points that are there more than once. */
  twice: number;
  /** Points that nobody sent. */
  foreign: number;
}

const add = (left: Difference, right: Difference): Difference => ({
  lost: left.lost + right.lost,
  twice: left.twice + right.twice,
  foreign: left.foreign + right.foreign,
});

const NONE: Difference = { lost: 0, twice: 0, foreign: 0 };

/** Compares a stored series with what one rider sent and got acknowledged, point by point. */
export function compare(rider: StreamingRider, stored: readonly TelemetryPoint[]): Difference {
  const found = new Map(stored.map((point) => [point.timestamp, point]));
  const lost = [...rider.acknowledged].filter((timestamp) => !isSame(found.get(timestamp), rider.sent.get(timestamp)));
  const foreign = stored.filter(({ timestamp }) => !rider.sent.has(timestamp));
  return { lost: lost.length, twice: stored.length - found.size, foreign: foreign.length };
}

const isSame = (stored: TelemetryPoint | undefined, sent: TelemetryPoint | undefined): boolean =>
  stored !== undefined &&
  sent !== undefined &&
  CHANNELS.every((channel) => (stored[channel] ?? null) === (sent[channel] ?? null));

/**
 * What the worker has brought to MongoDB, whatever is still in Redis.
 * @returns also how many points were written once more, which is harmless: they are known by their timestamps
 */
export async function compareChunks(
  mongoUri: string,
  riders: readonly StreamingRider[],
): Promise<Difference & { again: number }> {
  const client = await mongo.MongoClient.connect(mongoUri);
  try {
    let difference = NONE;
    let again = 0;
    for (const rider of riders) {
      const workouts = client.db().collection('workouts');
      const workout = await workouts.findOne({ _id: new mongo.ObjectId(rider.workout.id) });
      const chunks = await client
        .db()
        .collection<{ data: mongo.Binary; points: number }>('telemetry_chunks')
        .find({ streamId: workout?.['streamId'] as mongo.ObjectId })
        .sort({ firstLogId: 1 })
        .toArray();
      const columns = mergeColumns(chunks.map(({ data }) => decodeTelemetry(Buffer.from(data.buffer))));
      again += chunks.reduce((sum, { points }) => sum + points, 0) - columns.timestamps.length;
      difference = add(difference, compare(rider, columnsToPoints(columns)));
    }
    return { ...difference, again };
  } finally {
    await client.close();
  }
}

interface Completed {
  summary: { sampleCount: number };
  telemetry: TelemetryPoint[];
}

/** Completes every ride, and compares what is left of it for ever. */
export async function compareCompleted(riders: readonly StreamingRider[]): Promise<Difference> {
  let difference = NONE;
  for (const streaming of riders) {
    const { rider, workout } = streaming;
    const completed = await rider.post(`/api/workouts/${workout.id}/complete`, {});
    if (completed.status !== 200) throw new Error(`cannot complete: ${JSON.stringify(completed.body)}`);
    const { body } = await rider.get<Completed>(`/api/workouts/${workout.id}?includeTelemetry=true`);
    difference = add(difference, compare(streaming, body.telemetry));
    difference.twice += Math.max(0, body.summary.sampleCount - body.telemetry.length);
  }
  return difference;
}

/** What viewers and the live summary see: the stream in Redis counts each point once. */
export async function compareStreams(riders: readonly StreamingRider[]): Promise<Difference> {
  let difference = NONE;
  for (const { rider, workout, acknowledged, sent } of riders) {
    const { body } = await rider.get<{ points: number; length: number }>(`/api/streams/${workout.streamName}`);
    difference = add(difference, {
      lost: Math.max(0, acknowledged.size - body.points),
      twice: Math.max(0, body.length - body.points),
      foreign: Math.max(0, body.points - sent.size),
    });
  }
  return difference;
}
