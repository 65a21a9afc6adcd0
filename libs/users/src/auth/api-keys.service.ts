import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Types } from 'mongoose';

import {
  asUnavailable,
  ConflictError,
  InvalidError,
  isObjectId,
  NotFoundError,
  type Principal,
  type Scope,
  UnauthenticatedError,
} from '#platform';

import { type ApiKey } from '../api-key.schema';
import { sameText, sha256 } from '../secrets';
import { UsersService } from '../users.service';
import { createApiKey, isApiKey } from './api-key-format';

const MOST_KEYS = 50;
/** How long a revoked key may go on in another process. A rider who sends a point a second costs a read every 3 s. */
const TRUSTED_FOR = 3_000;
const MOST_TRUSTED = 20_000;
/** While the database cannot be asked, a key that was good before stays good so long: nothing can be revoked either. */
const REMEMBERED_FOR = 3_600_000;
/** How long a rider whose key was good before waits for the database. */
const PATIENCE = 500;
const USE_NOTED_EVERY = 60_000;

interface VerifiedKey {
  principal: Principal;
  expiresAt: Date | null;
}

const hasExpired = ({ expiresAt }: VerifiedKey): boolean => !!expiresAt && expiresAt.getTime() <= Date.now();

/** Keys for programs: made, listed, revoked, and recognised. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger('ApiKeys');
  /** By hash. What was not found is not kept: a new key works at once. */
  private readonly verified = new LRUCache<string, VerifiedKey>({ max: MOST_TRUSTED, ttl: TRUSTED_FOR });
  /** For a few seconds only: a hash for every point is what a key in memory would save. */
  private readonly hashes = new LRUCache<string, string>({ max: MOST_TRUSTED, ttl: TRUSTED_FOR });
  private readonly remembered = new LRUCache<string, VerifiedKey>({ max: MOST_TRUSTED, ttl: REMEMBERED_FOR });
  private readonly asking = new Map<string, Promise<VerifiedKey | null>>();

  constructor(private readonly users: UsersService) {}

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

  /** @throws NotFoundError `API_KEY_NOT_FOUND` */
  async remove(userId: string, keyId: string): Promise<void> {
    const removed = isObjectId(keyId) ? await this.users.removeApiKey(userId, keyId) : null;
    if (!removed) throw NotFoundError.of('API key');
    this.forget(removed.keyHash);
  }

  /**
   * Who a key speaks for, and what it allows.
   * @throws UnauthenticatedError `CREDENTIALS_INVALID` or `API_KEY_EXPIRED`
   */
  async verify(key: string): Promise<Principal> {
    const keyHash = isApiKey(key) ? sha256(key) : null;
    const known = keyHash === null ? null : (this.verified.get(keyHash) ?? (await this.askOrRemember(keyHash)));
    if (!known) throw new UnauthenticatedError('CREDENTIALS_INVALID', 'The API key is not valid');
    if (hasExpired(known)) throw new UnauthenticatedError('API_KEY_EXPIRED', 'The API key has expired');
    return known.principal;
  }

  /** The same for a key that was verified within the last 3 s and holds still; null where the database must be asked. */
  recentlyVerified(key: string): Principal | null {
    let keyHash = this.hashes.get(key);
    if (keyHash === undefined) {
      if (!isApiKey(key)) return null;
      this.hashes.set(key, (keyHash = sha256(key)));
    }
    const known = this.verified.get(keyHash);
    return known && !hasExpired(known) ? known.principal : null;
  }

  /** A rider must not be kept from riding by a database that hangs, restarts or elects. */
  private async askOrRemember(keyHash: string): Promise<VerifiedKey | null> {
    const remembered = this.remembered.get(keyHash);
    const asked = this.ask(keyHash);
    if (!remembered) return asked;
    try {
      const answer = await Promise.race([asked, sleep(PATIENCE, 'late' as const, { ref: false })]);
      if (answer !== 'late') return answer;
    } catch (error) {
      if (!asUnavailable(error)) throw error;
    }
    this.verified.set(keyHash, remembered);
    return remembered;
  }

  /** Asks the database once for all who wait for the same key. */
  private ask(keyHash: string): Promise<VerifiedKey | null> {
    const asked = this.asking.get(keyHash) ?? this.lookUp(keyHash).finally(() => this.asking.delete(keyHash));
    this.asking.set(keyHash, asked);
    // Whoever did not wait for the end does not hear of a failure.
    asked.catch(() => undefined);
    return asked;
  }

  private forget(keyHash: string): void {
    this.verified.delete(keyHash);
    this.remembered.delete(keyHash);
  }

  private async lookUp(keyHash: string): Promise<VerifiedKey | null> {
    const found = await this.users.apiKeyByHash(keyHash);
    if (!found || !sameText(found.key.keyHash, keyHash)) {
      this.forget(keyHash);
      return null;
    }
    const { userId, key } = found;
    const known: VerifiedKey = { principal: { userId, scopes: key.scopes, via: 'api-key' }, expiresAt: key.expiresAt };
    this.verified.set(keyHash, known);
    this.remembered.set(keyHash, known);
    this.noteUse(userId, key);
    return known;
  }

  /** To the minute, and nobody waits for it: a request must not fail or slow down over this. */
  private noteUse(userId: string, { _id, lastUsedAt, expiresAt }: ApiKey): void {
    const now = new Date();
    const since = new Date(now.getTime() - USE_NOTED_EVERY);
    if ((lastUsedAt && lastUsedAt > since) || (expiresAt && expiresAt <= now)) return;
    this.users
      .apiKeyUsed(userId, _id, now, since)
      .catch((error: unknown) => this.logger.debug(`last use of a key not noted: ${String(error)}`));
  }
}
