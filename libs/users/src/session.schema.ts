import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';

import { owned } from '#platform';

/** A refresh token that may be used now. */
@Schema({ _id: false })
export class RefreshToken {
  /** SHA-256 of the secret part. */
  @Prop({ type: String, required: true }) hash!: string;
  /** SHA-256 of the one that it was traded for; null for the first, and for one given when that trade was repeated. */
  @Prop({ type: String, default: null }) predecessor!: string | null;
  @Prop({ type: Date, required: true }) issuedAt!: Date;
}

const RefreshTokenSchema = SchemaFactory.createForClass(RefreshToken);

/**
 * One sign-in and the whole family of refresh tokens that came from it. One document, so that a rotation and a
 * revocation can never pass each other.
 */
@Schema({ collection: 'sessions', timestamps: { createdAt: true, updatedAt: false }, versionKey: false })
export class Session {
  /** May be shown: it opens nothing. */
  _id!: Types.ObjectId;
  /** 128 random bits, base64url: the part of a refresh token that finds this document. */
  @Prop({ type: String, required: true, select: false }) selector!: string;
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true }) userId!: Types.ObjectId;
  /** One, or a few after refreshes at the same moment. */
  @Prop({ type: [RefreshTokenSchema], required: true, select: false }) current!: RefreshToken[];
  /** The last sign-in or refresh, and where it came from. */
  @Prop({ type: Date, required: true }) lastUsedAt!: Date;
  @Prop({ type: String, default: null }) address!: string | null;
  @Prop({ type: String, default: null }) userAgent!: string | null;
  @Prop({ type: Date, required: true }) expiresAt!: Date;
  createdAt!: Date;
}

export const SessionSchema = SchemaFactory.createForClass(Session);
SessionSchema.plugin(owned, { by: 'userId' });

// findOneAndUpdate({ selector, current.hash }): a refresh
SessionSchema.index({ selector: 1 });
// find({ userId }).sort({ lastUsedAt: -1 }): one's own sessions; deleteMany({ userId }): the end of all others
SessionSchema.index({ userId: 1, lastUsedAt: -1 });
// No query: MongoDB removes a session once it has expired. Access tokens find theirs by _id
SessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
