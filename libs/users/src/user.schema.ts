import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { type Types } from 'mongoose';

import { ApiKey, ApiKeySchema } from './api-key.schema';
import { UserSettings, UserSettingsSchema } from './settings.schema';

/** The account at another provider through which a rider signs in. */
@Schema({ _id: false })
export class OAuthAccount {
  @Prop({ type: String, required: true }) provider!: string;
  @Prop({ type: String, required: true }) providerId!: string;
  @Prop({ type: String, select: false }) accessToken?: string;
  @Prop({ type: String, select: false }) refreshToken?: string;
}

const OAuthAccountSchema = SchemaFactory.createForClass(OAuthAccount);

/** A rider. Whatever is secret is left out of every read that does not ask for it by name. */
@Schema({ collection: 'users', timestamps: true, versionKey: false })
export class User {
  _id!: Types.ObjectId;
  @Prop({ type: String, required: true, lowercase: true, trim: true }) email!: string;
  /** Argon2id, PHC string; absent when the rider signs in through another provider only. */
  @Prop({ type: String, select: false }) passwordHash?: string;
  @Prop({ type: OAuthAccountSchema }) oauth?: OAuthAccount;
  @Prop({ type: String, default: null }) displayName!: string | null;
  @Prop({ type: String, default: null }) avatarUrl!: string | null;
  @Prop({ type: UserSettingsSchema, default: () => ({}) }) settings!: UserSettings;
  @Prop({ type: [ApiKeySchema], select: false }) apiKeys?: ApiKey[];
  /** Whether anything of the rider's is public; kept by whoever knows what is. */
  @Prop({ type: Boolean, default: false }) sharesPublicly!: boolean;
  @Prop({ type: Date, default: null }) lastLoginAt!: Date | null;
  createdAt!: Date;
  updatedAt!: Date;
}

export const UserSchema = SchemaFactory.createForClass(User);

// findOne({ email }): login; and no two accounts with one address, also when they register at the same instant
UserSchema.index({ email: 1 }, { unique: true });
// findOne({ 'oauth.provider', 'oauth.providerId' }): sign-in through a provider, one account for each identity there.
// ($exists, since MongoDB does not see that a query for a string is covered by { $type: 'string' })
UserSchema.index(
  { 'oauth.provider': 1, 'oauth.providerId': 1 },
  { unique: true, partialFilterExpression: { 'oauth.providerId': { $exists: true } } },
);
// findOne({ 'apiKeys.keyHash' }): who a request with an API key comes from; riders without keys take no room in it
UserSchema.index({ 'apiKeys.keyHash': 1 }, { sparse: true });
