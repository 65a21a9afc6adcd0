import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, trusted, Types } from 'mongoose';

import { decodeTelemetry, type TelemetryColumns } from '#telemetry';

import { compareEntryIds } from '../entry-id';
import { Chunk } from './chunk.schema';

export type NewChunk = Omit<Chunk, '_id' | 'createdAt' | 'streamId' | 'userId'> & { streamId: string; userId: string };

/** The only class that touches the chunks of live rides in MongoDB. */
@Injectable()
export class ChunkStore {
  constructor(@InjectModel(Chunk.name) private readonly chunks: Model<Chunk>) {}

  /** Resolves when a majority has them; the chunks of one call are independent of each other. */
  async insert(chunks: readonly NewChunk[]): Promise<void> {
    const createdAt = new Date();
    const documents = chunks.map((chunk) => ({
      ...chunk,
      streamId: new Types.ObjectId(chunk.streamId),
      userId: new Types.ObjectId(chunk.userId),
      createdAt,
    }));
    await this.chunks.collection.insertMany(documents, { ordered: false, writeConcern: { w: 'majority' } });
  }

  /** Columns of each chunk of these streams, in the order in which they arrived. */
  async read(streamIds: readonly string[]): Promise<TelemetryColumns[]> {
    const found = await this.chunks
      .find({ streamId: anyOf(streamIds) }, { data: 1, firstLogId: 1 })
      .read('primary')
      .readConcern('majority')
      .lean<{ data: Buffer | Types.Buffer; firstLogId: string }[]>();
    return found
      .sort((left, right) => compareEntryIds(left.firstLogId, right.firstLogId))
      .map(({ data }) => decodeTelemetry(data));
  }

  /** When the newest chunk of these streams was written, if that was after `since`. */
  async writtenSince(streamIds: readonly string[], since: Date): Promise<Date | null> {
    const [newest] = await this.chunks
      .find({ streamId: anyOf(streamIds), createdAt: trusted({ $gt: since }) }, { createdAt: 1 })
      .sort({ createdAt: -1 })
      .limit(1)
      .lean<Pick<Chunk, 'createdAt'>[]>();
    return newest?.createdAt ?? null;
  }

  async remove(streamIds: readonly string[]): Promise<void> {
    await this.chunks.deleteMany({ streamId: anyOf(streamIds) });
  }
}

const anyOf = (ids: readonly string[]) => trusted({ $in: ids.map((id) => new Types.ObjectId(id)) });
