import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';

import { AUDIT_EVENTS, type AuditEvent, owned } from '#platform';

/** One thing that happened to a rider's account: who, what, when, from where. */
@Schema({ collection: 'audit_log', versionKey: false })
export class AuditEntry {
  _id!: Types.ObjectId;
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true }) userId!: Types.ObjectId;
  @Prop({ type: String, enum: AUDIT_EVENTS, required: true }) event!: AuditEvent;
  @Prop({ type: Date, required: true }) at!: Date;
  /** `key:<id>` or `session:<id>`; null: a password, or nothing. */
  @Prop({ type: String, default: null }) credential!: string | null;
  @Prop({ type: String, default: null }) subject!: string | null;
  @Prop({ type: String, default: null }) detail!: string | null;
  @Prop({ type: String, default: null }) address!: string | null;
  @Prop({ type: String, default: null }) userAgent!: string | null;
  @Prop({ type: Date, required: true }) expiresAt!: Date;
}

export const AuditEntrySchema = SchemaFactory.createForClass(AuditEntry);
AuditEntrySchema.plugin(owned, { by: 'userId' });

// find({ userId }).sort({ at: -1, _id: -1 }): one's own log, and the next page of it
AuditEntrySchema.index({ userId: 1, at: -1, _id: -1 });
// No query: MongoDB removes what is old enough
AuditEntrySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
