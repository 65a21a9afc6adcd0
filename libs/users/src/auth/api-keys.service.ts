import { Injectable, Logger } from '@nestjs/common';
import { Types } from 'mongoose';

import {
  ConflictError,
  hasExpired,
  InvalidError,
  NotFoundError,
  type Principal,
  reasonOf,
  recentlyUsed,
  REMEMBERED_FOR,
  Revocations,
  type Scope,
  UnauthenticatedError,
} from '#platform';

import { type ApiKey } from '../api-key.schema';
import { sameText, sha256 } from '../secrets';
import { UsersService } from '../users.service';
import { createApiKey, isApiKey } from './api-key-format';
import { AskedLately, MOST_TRUSTED, TRUSTED_FOR } from './asked-lately';

const MOST_KEYS = 50;
const USE_NOTED_EVERY = 60_000;

/** Keys for programs: made, listed, revoked, and recognised. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger('ApiKeys');
  /** By hash. */
  private readonly verified = new AskedLately((keyHash: string) => this.lookUp(keyHash));
  /** For a few seconds only: a hash for every point is what a key in memory would save. */
  private readonly hashes = recentlyUsed<string, string>(MOST_TRUSTED, TRUSTED_FOR);
  /** What holds while the database cannot be asked: a key that was good before, unless its end was heard of. */
  private readonly remembered = recentlyUsed<string, Principal>(MOST_TRUSTED, REMEMBERED_FOR);

  constructor(
    private readonly users: UsersService,
    private readonly revocations: Revocations,
  ) {}

  /**
   * @returns what is stored, and the key itself, which nobody can show a second time
   * @throws InvalidError when `expiresAt` has passed
   * @throws ConflictError `TOO_MANY_API_KEYS` beyond 50
   */
  async create(
    userId: string,
    wanted: { name: string; scopes: readonly Scope[]; expiresAt: Date | null },
  ): Promise<{ key: string; stored: ApiKey }> {
    const now = new Date();
    if (wanted.expiresAt && wanted.expiresAt <= now) throw InvalidError.field('expiresAt', 'must be in the future');
    const { key, prefix } = createApiKey();
    const stored: ApiKey = {
      _id: new Types.ObjectId(),
      keyHash: sha256(key),
      prefix,
      name: wanted.name,
      scopes: [...wanted.scopes],
      lastUsedAt: null,
      expiresAt: wanted.expiresAt,
      createdAt: now,
    };
    if (!(await this.users.addApiKey(userId, stored, MOST_KEYS)))
      throw new ConflictError('TOO_MANY_API_KEYS', `There can be ${MOST_KEYS} API keys; delete one that is not used`);
    return { key, stored };
  }

  list(userId: string): Promise<ApiKey[]> {
    return this.users.apiKeysOf(userId);
  }

  /**
   * Ends a key: in this process at once, in all within seconds. That is said before it is done, so that nothing goes on
   * when we die in between.
   * @throws NotFoundError `API_KEY_NOT_FOUND`
   */
  async remove(userId: string, keyId: string): Promise<void> {
    if (!(await this.exists(userId, keyId))) throw NotFoundError.of('API key');
    await this.revocations.revoke([`key:${keyId}`]);
    if (!(await this.users.removeApiKey(userId, keyId))) throw NotFoundError.of('API key');
  }

  async exists(userId: string, keyId: string): Promise<boolean> {
    return (await this.users.apiKeysOf(userId)).some(({ _id }) => _id.toString() === keyId);
  }

  /**
   * Who a key speaks for, and what it allows.
   * @throws UnauthenticatedError `CREDENTIALS_INVALID` or `API_KEY_EXPIRED`
   */
  async verify(key: string): Promise<Principal> {
    const keyHash = isApiKey(key) ? sha256(key) : null;
    const principal = keyHash === null ? null : await this.verified.find(keyHash, this.remembered.get(keyHash));
    if (!principal || this.revocations.has(principal.credential))
      throw new UnauthenticatedError('CREDENTIALS_INVALID', 'The API key is not valid');
    if (hasExpired(principal)) throw new UnauthenticatedError('API_KEY_EXPIRED', 'The API key has expired');
    return principal;
  }

  /** The same for a key that was verified within the last 3 s and holds still; null where the database must be asked. */
  recentlyVerified(key: string): Principal | null {
    let keyHash = this.hashes.get(key);
    if (keyHash === undefined) {
      if (!isApiKey(key)) return null;
      this.hashes.set(key, (keyHash = sha256(key)));
    }
    const principal = this.verified.recent(keyHash);
    return principal && !hasExpired(principal) && !this.revocations.has(principal.credential) ? principal : null;
  }

  private async lookUp(keyHash: string): Promise<Principal | null> {
    const found = await this.users.apiKeyByHash(keyHash);
    if (!found || !sameText(found.key.keyHash, keyHash)) {
      this.remembered.delete(keyHash);
      return null;
    }
    const { userId, key } = found;
    const principal: Principal = {
      userId,
      scopes: key.scopes,
      via: 'api-key',
      credential: `key:${key._id.toString()}`,
      expiresAt: key.expiresAt?.getTime() ?? null,
    };
    this.remembered.set(keyHash, principal);
    this.noteUse(userId, key);
    return principal;
  }

  /** To the minute, and nobody waits for it: a request must not fail or slow down over this. */
  private noteUse(userId: string, { _id, lastUsedAt, expiresAt }: ApiKey): void {
    const now = new Date();
    const since = new Date(now.getTime() - USE_NOTED_EVERY);
    if ((lastUsedAt && lastUsedAt > since) || (expiresAt && expiresAt <= now)) return;
    this.users
      .apiKeyUsed(userId, _id, now, since)
      .catch((error: unknown) => this.logger.debug(`last use of a key not noted: ${reasonOf(error)}`));
  }
}
