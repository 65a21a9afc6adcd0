import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { CONFIG, type Config, networkOf, RedisConnections, TooManyRequestsError } from '#platform';

import { sha256 } from '../secrets';

const WINDOW_SECONDS = 15 * 60;
/** How long an address counts as one of the owner's after a sign-in from there. */
const KNOWN_SECONDS = 90 * 24 * 3600;
const LOGINS = ['TOO_MANY_LOGINS', 'Too many sign-ins were tried, please wait a while'] as const;
const REGISTRATIONS = ['TOO_MANY_REGISTRATIONS', 'Too many accounts were opened here, please wait a while'] as const;

/**
 * How often passwords may be tried: for an account, and from an address, whatever account it tries; and how often accounts
 * may be opened from an address, which tells whether there is one already. Held in Redis, for all
 * processes together; while Redis is away each process counts for itself.
 *
 * Whoever tries an account's passwords must not lock its owner out: an address from which its owner signed in before has
 * tries of its own, which nobody else can use up.
 */
@Injectable()
export class LoginLimits {
  private readonly byAccount: RateLimiterRedis;
  private readonly byAddress: RateLimiterRedis;
  private readonly registrations: RateLimiterRedis;

  constructor(
    private readonly redis: RedisConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const { perAccount, perAddress } = config.limits.login;
    this.byAccount = this.limiter('account', perAccount);
    this.byAddress = this.limiter('address', perAddress);
    this.registrations = this.limiter('registrations', config.limits.registrations.perAddress);
  }

  /**
   * Counts one try, before anything is looked at.
   * @returns what to call when it succeeds: then it does not count for the account
   * @throws TooManyRequestsError TOO_MANY_LOGINS
   */
  async begin(email: string, address: string): Promise<() => Promise<void>> {
    const account = sha256(email);
    const from = sha256(networkOf(address));
    const known = this.knownKey(account, from);
    const isKnown = (await this.redis.commands.exists(known).catch(() => 0)) === 1;
    const subject = isKnown ? `${account}:${from}` : account;
    await take(this.byAddress, from, LOGINS);
    await take(this.byAccount, subject, LOGINS);
    return async () => {
      await this.byAccount.delete(subject).catch(() => undefined);
      await this.redis.commands.set(known, '1', 'EX', KNOWN_SECONDS).catch(() => undefined);
    };
  }

  /**
   * Counts one try to open an account.
   * @throws TooManyRequestsError TOO_MANY_REGISTRATIONS
   */
  async beginRegistration(address: string): Promise<void> {
    await take(this.registrations, sha256(networkOf(address)), REGISTRATIONS);
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

  private knownKey(account: string, from: string): string {
    return `${this.config.redis.keyPrefix}:logins:known:${account}:${from}`;
  }
}

async function take(limiter: RateLimiterRedis, key: string, [code, message]: readonly [string, string]): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new TooManyRequestsError(code, message, seconds);
  }
}
