import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';

import { owned } from '#platform';

/** From when on which functional threshold power holds; append-only. */
@Schema({ collection: 'ftp_history', versionKey: false })
export class FtpHistoryEntry {
  _id!: Types.ObjectId;
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true }) userId!: Types.ObjectId;
  /** W; null from when on the rider has taken the value back. */
  @Prop({ type: Number, default: null }) ftp!: number | null;
  /** Where the value comes from: `manual`, `settings`, a test's name. */
  @Prop({ type: String, required: true }) source!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
}

export const FtpHistorySchema = SchemaFactory.createForClass(FtpHistoryEntry);
FtpHistorySchema.plugin(owned, { by: 'userId' });

// find({ userId }) newest first: the history; findOne({ userId, createdAt ≤ t }) newest: the FTP in force at t.
// `_id` settles the order of two entries of one millisecond
FtpHistorySchema.index({ userId: 1, createdAt: -1, _id: -1 });
