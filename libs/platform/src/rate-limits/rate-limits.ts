import { createHash } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import { type Principal } from '../access/principal';
import { CONFIG, type Config } from '../config/config';
import { TooManyRequestsError } from '../errors';
import { type ApiRequest } from '../http/api-request';
import { RedisConnections } from '../redis/redis-connections';
import { networkOf } from './network-of';
import { SharedCount, type Standing } from './shared-count';

export type RateLimitName = keyof Config['limits']['rates'];

/** For those who have not said who they are, and those who say it wrongly. */
const BY_ADDRESS = new Set<RateLimitName>(['refreshes', 'refusals']);

/** How much each rider may ask for, and each address of those who are nobody yet. */
@Injectable()
export class RateLimits {
  private readonly counts: Record<RateLimitName, SharedCount>;

  constructor(redis: RedisConnections, @Inject(CONFIG) { limits, redis: { keyPrefix } }: Config) {
    const counts = Object.entries(limits.rates).map(([name, limit]) => [
      name,
      new SharedCount(limit, redis.commands, `${keyPrefix}:limits:${name}`),
    ]);
    this.counts = Object.fromEntries(counts) as Record<RateLimitName, SharedCount>;
  }

  /** Counts a request, which costs 1 unless it is told otherwise; null where nobody is known who could be limited. */
  take(name: RateLimitName, request: ApiRequest, cost = 1): Standing | null {
    const subject = subjectOf(name, request);
    return subject === null ? null : this.counts[name].take(subject, cost);
  }

  /** The same for a rider who is known. */
  use(name: RateLimitName, { userId }: Pick<Principal, 'userId'>, cost: number): Standing {
    return this.counts[name].take(userId, cost);
  }

  /** @throws TooManyRequestsError when nothing is left; nothing is counted */
  assertRoom(name: RateLimitName, request: ApiRequest): void {
    const subject = subjectOf(name, request);
    const standing = subject === null ? null : this.counts[name].look(subject);
    if (standing && !standing.allowed) throw tooMany(standing);
  }
}

/** Addresses stand in Redis as hashes only. */
function subjectOf(name: RateLimitName, { principal, ip }: ApiRequest): string | null {
  if (!BY_ADDRESS.has(name)) return principal?.userId ?? null;
  return createHash('sha256').update(networkOf(ip)).digest('base64url');
}

export const secondsUntilReset = ({ resetsAt }: Standing): number =>
  Math.max(1, Math.ceil((resetsAt - Date.now()) / 1_000));

export const tooMany = (standing: Standing): TooManyRequestsError =>
  new TooManyRequestsError(
    'TOO_MANY_REQUESTS',
    'There were too many such requests, please wait a while',
    secondsUntilReset(standing),
  );
