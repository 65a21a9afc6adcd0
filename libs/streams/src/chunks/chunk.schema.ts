import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { type HydratedDocument, SchemaTypes, type Types } from 'mongoose';

import { owned } from '#platform';

/**
 * Points of one rider that arrived within one flush of the worker, encoded. Append-only: written once, read together
 * when the ride is completed, then removed.
 */
@Schema({ collection: 'telemetry_chunks', timestamps: { createdAt: true, updatedAt: false }, versionKey: false })
export class Chunk {
  _id!: Types.ObjectId;

  /** Id of the stream, not its name: names are used again. */
  @Prop({ type: SchemaTypes.ObjectId, required: true })
  streamId!: Types.ObjectId;

  @Prop({ type: SchemaTypes.ObjectId, required: true })
  userId!: Types.ObjectId;

  /** First and last entry of the ingest log that went into this; they order the chunks of a stream. */
  @Prop({ type: String, required: true })
  firstLogId!: string;

  @Prop({ type: String, required: true })
  lastLogId!: string;

  @Prop({ type: Number, required: true })
  points!: number;

  /** Columns with arrivals, in the telemetry format. */
  @Prop({ type: Buffer, required: true })
  data!: Buffer;

  createdAt!: Date;
}

export type ChunkDocument = HydratedDocument<Chunk>;
export const ChunkSchema = SchemaFactory.createForClass(Chunk);
ChunkSchema.plugin(owned, { by: 'userId' });

// All chunks of a stream: at completion, and to remove them afterwards.
ChunkSchema.index({ streamId: 1 });
