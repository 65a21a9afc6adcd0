import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, Types, trusted } from 'mongoose';

import { ConflictError, isDuplicateKey, NotFoundError } from '#platform';

import { type ApiKey } from './api-key.schema';
import { type UserSettings } from './settings.schema';
import { User } from './user.schema';

/** A rider as read: without password, tokens and keys. */
export type UserRecord = Omit<User, 'passwordHash' | 'apiKeys'>;
/** What others may see of a rider who shares something. */
export type PublicProfile = Pick<User, '_id' | 'displayName' | 'avatarUrl'>;

/** What changes in a profile: keys that are absent or undefined stay, also those inside `settings`. */
export interface ProfileChanges {
  displayName?: string | null;
  avatarUrl?: string | null;
  settings?: Partial<UserSettings>;
}

const missing = (): NotFoundError => NotFoundError.of('User');

/** Riders. The only class that touches their collection; every query names the rider whose data it is. */
@Injectable()
export class UsersService {
  constructor(@InjectModel(User.name) private readonly users: Model<User>) {}

  /** @throws ConflictError `EMAIL_TAKEN`, also for the losers of a race */
  async create(account: { email: string; passwordHash: string; displayName?: string | null }): Promise<UserRecord> {
    const _id = new Types.ObjectId();
    try {
      await this.users.create({ _id, ...account, lastLoginAt: new Date() });
    } catch (error) {
      if (isDuplicateKey(error)) throw new ConflictError('EMAIL_TAKEN', 'There is an account with this e-mail already');
      throw error;
    }
    return this.get(_id.toString());
  }

  /** @throws NotFoundError `USER_NOT_FOUND` */
  async get(userId: string): Promise<UserRecord> {
    const user = await this.users.findOne({ _id: userId }).lean<UserRecord>();
    if (!user) throw missing();
    return user;
  }

  /** What a login needs; null when nobody has this address. */
  async credentialsOf(email: string): Promise<{ userId: string; passwordHash: string | null } | null> {
    const user = await this.users.findOne({ email }).select({ passwordHash: 1 }).lean<User>();
    return user && { userId: user._id.toString(), passwordHash: user.passwordHash ?? null };
  }

  /**
   * What a change of the password needs.
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async credentialsById(userId: string): Promise<Pick<User, 'email' | 'displayName' | 'passwordHash'>> {
    const user = await this.users
      .findOne({ _id: userId })
      .select({ email: 1, displayName: 1, passwordHash: 1 })
      .lean<Pick<User, 'email' | 'displayName' | 'passwordHash'>>();
    if (!user) throw missing();
    return user;
  }

  /** @returns false when the password is no longer the one that `before` is the hash of */
  async changePassword(userId: string, before: string, passwordHash: string, session: ClientSession): Promise<boolean> {
    const filter = { _id: userId, passwordHash: before };
    const { matchedCount } = await this.users.updateOne(filter, { $set: { passwordHash } }, { session });
    return matchedCount > 0;
  }

  /**
   * Notes a sign-in.
   * @returns null when the password is another one by now
   */
  async loggedIn(userId: string, passwordHash: string | null): Promise<UserRecord | null> {
    return this.users
      .findOneAndUpdate(
        { _id: userId, passwordHash },
        { $set: { lastLoginAt: new Date() } },
        { timestamps: false, returnDocument: 'after' },
      )
      .lean<UserRecord>();
  }

  /**
   * The rider as seen by others.
   * @throws NotFoundError `USER_NOT_FOUND`, also for a rider who shares nothing
   */
  async publicProfile(userId: string): Promise<PublicProfile> {
    const user = await this.users
      .findOne({ _id: userId, sharesPublicly: true })
      .select({ displayName: 1, avatarUrl: 1 })
      .lean<PublicProfile>();
    if (!user) throw missing();
    return user;
  }

  /** @throws NotFoundError `USER_NOT_FOUND` */
  async settingsOf(userId: string): Promise<UserSettings> {
    const user = await this.users.findOne({ _id: userId }).select({ settings: 1 }).lean<Pick<User, 'settings'>>();
    if (!user) throw missing();
    return user.settings;
  }

  /**
   * The rider's IANA time zone.
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async timezoneOf(userId: string): Promise<string> {
    return (await this.settingsOf(userId)).timezone;
  }

  /** Those of the riders who let others see where their public rides are. */
  async sharingPosition(userIds: readonly string[]): Promise<Set<string>> {
    const found = await this.users
      .find({ _id: trusted({ $in: [...userIds] }), 'settings.sharePosition': true })
      .select({ _id: 1 })
      .lean<Pick<User, '_id'>[]>();
    return new Set(found.map(({ _id }) => _id.toString()));
  }

  /**
   * Says whether anything of the rider's is public, which opens {@link publicProfile}.
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async setSharesPublicly(userId: string, value: boolean, session?: ClientSession): Promise<void> {
    const { matchedCount } = await this.users.updateOne(
      { _id: userId },
      { $set: { sharesPublicly: value } },
      { session, timestamps: false },
    );
    if (matchedCount === 0) throw missing();
  }

  /**
   * Merges the changes. A changed FTP must also get into the history: that is why only this library calls it.
   * @returns the settings as they were before
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async applyChanges(userId: string, changes: ProfileChanges, session?: ClientSession): Promise<UserSettings> {
    const { settings = {}, displayName, avatarUrl } = changes;
    const paths = Object.entries(settings).map(([key, value]): [string, unknown] => [`settings.${key}`, value]);
    const given = [['displayName', displayName] as const, ['avatarUrl', avatarUrl] as const, ...paths].filter(
      ([, value]) => value !== undefined,
    );
    const before = await this.users
      .findOneAndUpdate({ _id: userId }, { $set: Object.fromEntries(given) }, { session, returnDocument: 'before' })
      .select({ settings: 1 })
      .lean<Pick<User, 'settings'>>();
    if (!before) throw missing();
    return before.settings;
  }

  /**
   * @returns false when the rider has `limit` keys already
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async addApiKey(userId: string, key: ApiKey, limit: number): Promise<boolean> {
    const { matchedCount } = await this.users.updateOne(
      { _id: userId, [`apiKeys.${limit - 1}`]: trusted({ $exists: false }) },
      { $push: { apiKeys: key } },
      { timestamps: false },
    );
    if (matchedCount === 0) await this.get(userId);
    return matchedCount > 0;
  }

  /** In the order of their making. */
  async apiKeysOf(userId: string): Promise<ApiKey[]> {
    const user = await this.users.findOne({ _id: userId }).select({ apiKeys: 1 }).lean<Pick<User, 'apiKeys'>>();
    return user?.apiKeys ?? [];
  }

  /** @returns the key that is gone now; null when the rider had none of this id */
  async removeApiKey(userId: string, keyId: string): Promise<ApiKey | null> {
    const before = await this.users
      .findOneAndUpdate(
        { _id: userId, 'apiKeys._id': keyId },
        { $pull: { apiKeys: { _id: keyId } } },
        { returnDocument: 'before', timestamps: false },
      )
      .select({ apiKeys: 1 })
      .lean<Pick<User, 'apiKeys'>>();
    return before?.apiKeys?.find(({ _id }) => _id.equals(keyId)) ?? null;
  }

  /** Whose key this is. The only query without an owner, since it is the one that finds the owner. */
  async apiKeyByHash(keyHash: string): Promise<{ userId: string; key: ApiKey } | null> {
    const user = await this.users
      .findOne({ 'apiKeys.keyHash': keyHash })
      .select({ apiKeys: 1 })
      .lean<Pick<User, '_id' | 'apiKeys'>>();
    const key = user?.apiKeys?.find((candidate) => candidate.keyHash === keyHash);
    return user && key ? { userId: user._id.toString(), key } : null;
  }

  /** Writes `at` unless a use after `since` is written already. */
  async apiKeyUsed(userId: string, keyId: Types.ObjectId, at: Date, since: Date): Promise<void> {
    const stale = { _id: keyId, $or: [{ lastUsedAt: null }, { lastUsedAt: { $lt: since } }] };
    await this.users.updateOne(
      { _id: userId, apiKeys: trusted({ $elemMatch: stale }) },
      { $set: { 'apiKeys.$.lastUsedAt': at } },
      { timestamps: false },
    );
  }
}
