import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { type Types } from 'mongoose';

import { owned } from '#platform';

/**
 * One document a rider, written first by everything that changes the rider's records. Snapshot isolation alone lets two
 * transactions pass that read what the other one changes: a ride that does not beat the holder is completed while the
 * holder is deleted, and neither sees the other. Here they meet, and one of them starts anew.
 */
@Schema({ collection: 'record_books', versionKey: false })
export class RecordBook {
  /** The rider's id. */
  _id!: Types.ObjectId;
  @Prop({ type: Number, required: true }) revision!: number;
}

export const RecordBookSchema = SchemaFactory.createForClass(RecordBook);
RecordBookSchema.plugin(owned, { by: '_id' });
