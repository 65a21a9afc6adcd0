import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection, mongo, type Types } from 'mongoose';

import { CONFIG, type Config, timedCommand } from '#platform';

import { type StoredTelemetry } from '../workout.schema';

const BUCKET = 'telemetry';

/** Keeps the points of finished rides: with the workout while they are few, as a GridFS file otherwise. */
@Injectable()
export class TelemetryStore {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * A file is written at once, before the workout that will name it: one that is never named is found by
   * {@link filesWritten} and a look at that workout.
   */
  async save(
    encoded: Uint8Array,
    points: number,
    owner: { userId: string; workoutId: string },
  ): Promise<StoredTelemetry> {
    const bytes = encoded.byteLength;
    const data = Buffer.from(encoded.buffer, encoded.byteOffset, bytes);
    if (bytes <= this.config.workouts.telemetryInlineBytes) return { points, bytes, data };
    const file = this.bucket().openUploadStream(owner.workoutId, { metadata: owner });
    await timedCommand(BUCKET, 'upload', () => pipeline(Readable.from([data]), file));
    return { points, bytes, fileId: file.id };
  }

  /** The points as they were saved, in the telemetry format. */
  async load(stored: StoredTelemetry): Promise<Buffer> {
    if (stored.data) return stored.data;
    if (!stored.fileId) throw new Error('stored telemetry has neither data nor file');
    return this.readFile(stored.fileId);
  }

  /** The parts of a file at one go: what GridFS knows besides, the bytes themselves prove with their checksum. */
  private async readFile(fileId: Types.ObjectId): Promise<Buffer> {
    // eslint-disable-next-line no-restricted-syntax -- a file is known by the workout that names it
    const chunks = this.database().collection<{ data: Buffer }>(`${BUCKET}.chunks`);
    const parts = await timedCommand(BUCKET, 'download', () =>
      chunks.find({ files_id: fileId }, { sort: { n: 1 }, projection: { _id: 0, data: 1 } }).toArray(),
    );
    return parts.length === 1 && parts[0] ? parts[0].data : Buffer.concat(parts.map(({ data }) => data));
  }

  async discard(stored: StoredTelemetry | null): Promise<void> {
    if (!stored?.fileId) return;
    await this.bucket()
      .delete(stored.fileId)
      .catch((error: unknown) => {
        if (!String(error).includes('not found')) throw error;
      });
  }

  /** Of all riders: files that were written between the two, with the workout that each was written for. */
  async filesWritten(
    after: Date,
    before: Date,
  ): Promise<{ fileId: Types.ObjectId; userId: string; workoutId: string }[]> {
    const bound = (at: Date): mongo.ObjectId => mongo.ObjectId.createFromTime(Math.floor(at.getTime() / 1000));
    const files = await this.bucket()
      .find({ _id: { $gte: bound(after), $lt: bound(before) } })
      .toArray();
    return files.map((file) => ({
      fileId: file._id,
      userId: String(file.metadata?.['userId']),
      workoutId: String(file.metadata?.['workoutId']),
    }));
  }

  private bucket(): mongo.GridFSBucket {
    return new mongo.GridFSBucket(this.database(), { bucketName: BUCKET });
  }

  private database(): mongo.Db {
    // eslint-disable-next-line no-restricted-syntax -- the same
    const { db } = this.connection;
    if (!db) throw new Error('MongoDB is not connected');
    return db;
  }
}
