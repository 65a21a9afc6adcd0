import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { type Types } from 'mongoose';

import { type Scope, SCOPES } from '#platform';

/** A rider's key for programs. The key itself is known to its holder alone. */
@Schema({ versionKey: false })
export class ApiKey {
  _id!: Types.ObjectId;
  /** SHA-256 of the whole key, base64url: with 256 random bits in the key, a slow hash would add nothing. */
  @Prop({ type: String, required: true }) keyHash!: string;
  /** The key's readable part, by which people tell their keys apart. */
  @Prop({ type: String, required: true }) prefix!: string;
  @Prop({ type: String, required: true }) name!: string;
  @Prop({ type: [String], enum: SCOPES, required: true }) scopes!: Scope[];
  /** To the minute. */
  @Prop({ type: Date, default: null }) lastUsedAt!: Date | null;
  /** Null: does not expire. */
  @Prop({ type: Date, default: null }) expiresAt!: Date | null;
  @Prop({ type: Date, required: true }) createdAt!: Date;
}

export const ApiKeySchema = SchemaFactory.createForClass(ApiKey);
