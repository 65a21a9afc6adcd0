import { once } from 'node:events';

import { type Connection, mongo, Types } from 'mongoose';

import { encodeTelemetry } from '#telemetry';

const RIDERS = 8;
/** How many workouts, FTP values and chunks each rider has. */
export const EACH = 60;
export const DAY = 86_400_000;
/** When the first of them was; there is one a day. */
export const FIRST = Date.parse('2026-01-01T06:00:00Z');
const UNFINISHED_EACH = 4;

/** The rider in whose name the services are called. */
export interface Sample {
  riderId: Types.ObjectId;
  /** The first four unfinished, later every fifth deleted. */
  workoutIds: Types.ObjectId[];
  /** A stream with chunks. */
  streamId: Types.ObjectId;
  /** One in the middle of the rider's audit log. */
  auditEntryId: Types.ObjectId;
  /** Contents of a chunk. */
  encoded: Buffer;
}

/** `index` takes from each of the lists in turn, so that every combination comes about. */
const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

function workout(userId: Types.ObjectId, index: number): { _id: Types.ObjectId } {
  const startTime = new Date(FIRST + index * DAY);
  const unfinished = index < UNFINISHED_EACH;
  const finished = pick(['COMPLETED', 'COMPLETED', 'ARCHIVED', 'COMPLETED', 'DELETED'], index);
  const values = {
    _id: new Types.ObjectId(),
    userId,
    status: unfinished ? pick(['ACTIVE', 'PAUSED'], index) : finished,
    startTime,
    streamName: `ride-${userId.toString()}-${index}`,
    streamId: new Types.ObjectId(),
    title: pick(['Morning ride', 'Hill repeats', 'Commute'], index),
    description: pick(['windy', 'sunny and warm'], index),
    sport: pick(['cycling', 'cycling', 'running'], index),
    visibility: pick(['private', 'private', 'private', 'public'], index),
    tags: [pick(['base', 'race', 'recovery', 'group'], index)],
    endTime: unfinished ? null : new Date(startTime.getTime() + 3_600_000),
  };
  return values.status === 'DELETED' ? { ...values, ...{ deletedAt: startTime, leftoversSince: startTime } } : values;
}

/** Some hundreds of documents, so that MongoDB's planner has something to choose by. */
export async function sampleRiders(connection: Connection): Promise<Sample> {
  const { User, Workout, Chunk, FtpHistoryEntry, AuditEntry } = connection.models;
  const riders = Array.from({ length: RIDERS }, (_, rider) => ({
    _id: new Types.ObjectId(),
    email: `rider-${rider}@example.com`,
  }));
  const ofAll = <T>(make: (userId: Types.ObjectId, index: number) => T): T[] =>
    riders.flatMap(({ _id }) => Array.from({ length: EACH }, (_, index) => make(_id, index)));
  const encoded = Buffer.from(encodeTelemetry({ timestamps: Float64Array.of(FIRST), channels: {} }));
  const log = { firstLogId: '1-0', lastLogId: '2-0', points: 1, data: encoded };
  const workouts = ofAll(workout);
  const chunks = ofAll((userId) => ({ ...log, userId, streamId: new Types.ObjectId() }));
  const values = ofAll((userId, index) => ({
    ...{ userId, ftp: 200 + index, source: 'manual' },
    createdAt: new Date(FIRST + index * DAY),
  }));
  await User?.insertMany(riders);
  await Workout?.insertMany(workouts);
  await Chunk?.insertMany(chunks);
  await FtpHistoryEntry?.insertMany(values);
  const logged = ofAll((userId, index) => ({
    ...{ _id: new Types.ObjectId(), userId, event: 'sign_in.succeeded' },
    at: new Date(FIRST + index * DAY),
    expiresAt: new Date(Date.now() + DAY),
  }));
  await AuditEntry?.insertMany(logged);
  await orphanedFile(connection);
  const [first] = riders;
  const [chunk] = chunks;
  const auditEntryId = logged[EACH / 2]?._id;
  if (!first || !chunk || !auditEntryId) throw new Error('nothing was made');
  const workoutIds = workouts.slice(0, EACH).map(({ _id }) => _id);
  return { riderId: first._id, workoutIds, streamId: chunk.streamId, auditEntryId, encoded };
}

/** A file of points that no workout names. */
async function orphanedFile({ db }: Connection): Promise<void> {
  const file = new mongo.GridFSBucket(db as mongo.Db, { bucketName: 'telemetry' }).openUploadStream('', {
    metadata: { workoutId: new Types.ObjectId().toString() },
  });
  file.end(Buffer.alloc(8));
  await once(file, 'finish');
}
