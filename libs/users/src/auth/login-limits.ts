import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { CONFIG, type Config, RedisConnections, TooManyRequestsError } from '#platform';

import { sha256 } from '../secrets';

const WINDOW_SECONDS = 15 * 60;
/** How long an address counts as one of the owner's after a sign-in from there. */
const KNOWN_SECONDS = 90 * 24 * 3600;

/**
 * How often passwords may be tried: for an account, and from an address, whatever account it tries. Held in Redis, for all
 * processes together; while Redis is away each process counts for itself.
 *
 * Whoever tries an account's passwords must not lock its owner out: an address from which its owner signed in before has
 * tries of its own, which nobody else can use up.
 */
@Injectable()
export class LoginLimits {
  private readonly byAccount: RateLimiterRedis;
  private readonly byAddress: RateLimiterRedis;

  constructor(
    private readonly redis: RedisConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const { perAccount, perAddress } = config.limits.login;
    this.byAccount = this.limiter('account', perAccount);
    this.byAddress = this.limiter('address', perAddress);
  }

  /**
   * Counts one try, before anything is looked at.
   * @returns what to call when it succeeds: then it does not count for the account
   * @throws TooManyRequestsError TOO_MANY_LOGINS
   */
  async begin(email: string, address: string): Promise<() => Promise<void>> {
    const account = sha256(email);
    const known = this.knownKey(account, address);
    const isKnown = (await this.redis.commands.exists(known).catch(() => 0)) === 1;
    const subject = isKnown ? `${account}:${sha256(address)}` : account;
    await take(this.byAddress, sha256(address));
    await take(this.byAccount, subject);
    return async () => {
      await this.byAccount.delete(subject).catch(() => undefined);
      await this.redis.commands.set(known, '1', 'EX', KNOWN_SECONDS).catch(() => undefined);
    };
  }

  private limiter(name: string, points: number): RateLimiterRedis {
    const limit = { points, duration: WINDOW_SECONDS, keyPrefix: `${this.config.redis.keyPrefix}:logins:${name}` };
    return new RateLimiterRedis({
      ...limit,
      storeClient: this.redis.commands,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(limit),
    });
  }

  private knownKey(account: string, address: string): string {
    return `${this.config.redis.keyPrefix}:logins:known:${account}:${sha256(address)}`;
  }
}

async function take(limiter: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new TooManyRequestsError('TOO_MANY_LOGINS', 'Too many sign-ins were tried, please wait a while', seconds);
  }
}
