import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, trusted, Types } from 'mongoose';

import { breather, RawCollection } from '#platform';
import { decodeTelemetry, type TelemetryColumns } from '#telemetry';

import { arrivalOf, compareEntryIds } from '../entry-id';
import { GatheredParts } from '../gathered-parts';
import { Chunk } from './chunk.schema';

const BATCH = 1_000;
const MAJORITY = { w: 'majority' } as const;

interface ChunkInOrder {
  data: Buffer;
  firstLogId: string;
  /** Of the first of its log entries, unix ms. */
  arrival: number;
}

/** Chunks to be written, independent of each other. */
export interface NewChunks {
  /** Documents of {@link Chunk}, one behind the other. */
  bson: Uint8Array;
  /** How many there are. */
  chunks: number;
  /** How many points are in them. */
  points: number;
}

/** The only class that touches the chunks of live rides in MongoDB. */
@Injectable()
export class ChunkStore {
  private readonly raw: RawCollection<Chunk>;

  constructor(@InjectModel(Chunk.name) private readonly chunks: Model<Chunk>) {
    this.raw = new RawCollection(chunks);
  }

  /** Resolves when a majority has them. */
  async insert({ bson }: NewChunks): Promise<void> {
    await this.raw.insertBson(bson, MAJORITY);
  }

  /** What the chunks of these streams hold, in the order in which they arrived; a long ride has thousands. */
  async read(userId: string, streamIds: readonly string[]): Promise<TelemetryColumns[]> {
    const breathe = breather();
    const found: ChunkInOrder[] = [];
    const cursor = this.raw.find<Pick<Chunk, 'data' | 'firstLogId'>>(
      { streamId: anyOf(streamIds), userId: new Types.ObjectId(userId) },
      {
        projection: { _id: 0, data: 1, firstLogId: 1 },
        batchSize: BATCH,
        readPreference: 'primary',
        readConcern: 'majority',
        promoteBuffers: true,
      },
    );
    for await (const { data, firstLogId } of cursor) {
      found.push({ data, arrival: arrivalOf(firstLogId), firstLogId });
      await breathe();
    }
    found.sort((left, right) => left.arrival - right.arrival || compareEntryIds(left.firstLogId, right.firstLogId));
    const parts = new GatheredParts();
    for (const { data } of found) {
      parts.add(decodeTelemetry(data));
      await breathe();
    }
    return parts.all();
  }

  /** When the newest chunk of these streams was written, if that was after `since`. */
  async writtenSince(userId: string, streamIds: readonly string[], since: Date): Promise<Date | null> {
    const [newest] = await this.chunks
      .find({ streamId: anyOf(streamIds), userId, createdAt: trusted({ $gt: since }) }, { createdAt: 1 })
      .sort({ createdAt: -1 })
      .limit(1)
      .lean<Pick<Chunk, 'createdAt'>[]>();
    return newest?.createdAt ?? null;
  }

  async remove(userId: string, streamIds: readonly string[]): Promise<void> {
    await this.chunks.deleteMany({ streamId: anyOf(streamIds), userId });
  }
}

const anyOf = (ids: readonly string[]) => trusted({ $in: ids.map((id) => new Types.ObjectId(id)) });
