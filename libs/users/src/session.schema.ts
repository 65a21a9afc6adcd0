import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';

/**
 * One sign-in and the whole family of refresh tokens that came from it. One document, so that a rotation and a
 * revocation can never pass each other.
 */
@Schema({ collection: 'sessions', timestamps: { createdAt: true, updatedAt: false }, versionKey: false })
export class Session {
  /** 128 random bits, base64url: the part of the token that finds this document. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true }) userId!: Types.ObjectId;
  /** SHA-256 of the secrets that may be used now: one, or a few after refreshes at the same moment. */
  @Prop({ type: [String], required: true }) current!: string[];
  /** SHA-256 of the secret that was rotated last. */
  @Prop({ type: String, default: null }) previous!: string | null;
  @Prop({ type: Date, default: null }) rotatedAt!: Date | null;
  @Prop({ type: Date, required: true }) expiresAt!: Date;
  createdAt!: Date;
}

export const SessionSchema = SchemaFactory.createForClass(Session);

// No query: MongoDB removes a session once it has expired. Everything else finds it by _id
SessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
