import { randomBytes } from 'node:crypto';
import { type ServerResponse } from 'node:http';

import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';

import { CONFIG, type Config, RedisConnections, RedisScript, TooManyRequestsError } from '#platform';

import { KeyNames } from '../stream-keys';

/** A place whose process died is free again after this. */
const LEASE = 60_000;
/** Two may fail before a place is lost. */
const RENEWALS_PER_LEASE = 3;

const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
/**
 * KEYS  places of a rider, by when they end
 * ARGV  id of the place, how many there are, lease in ms
 * Reply 0, or in how many ms the first place may become free
 */
const TAKE = new RedisScript<number>(`${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] - now
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
`);
/**
 * KEYS  places of a rider
 * ARGV  lease in ms, ids of places that are taken still
 */
const RENEW = new RedisScript<number>(`${NOW}
for at = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[at]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

/**
 * How many event streams a rider may have open, in all processes together. Places are leased in Redis and renewed while the
 * stream is open, so that a process that was killed gives them back without having to.
 */
@Injectable()
export class ViewerPlaces implements OnModuleDestroy {
  private readonly taken = new Map<string, Set<string>>();
  private readonly timer: NodeJS.Timeout;

  /** @param lease ms; Nest gives none */
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() private readonly lease: number = LEASE,
  ) {
    this.timer = setInterval(() => this.renew(), lease / RENEWALS_PER_LEASE).unref();
  }

  /**
   * Takes a place until the answer has ended.
   * @throws TooManyRequestsError TOO_MANY_VIEWERS
   */
  async take(userId: string, answer: ServerResponse): Promise<void> {
    const id = randomBytes(9).toString('base64url');
    const most = this.config.limits.viewersPerRider;
    const wait = await TAKE.run(this.redis.commands, [this.keys.viewers(userId)], [id, most, this.lease]);
    if (wait > 0) {
      const sentence = `There are ${most} event streams open: end one of them`;
      throw new TooManyRequestsError('TOO_MANY_VIEWERS', sentence, Math.ceil(wait / 1_000));
    }
    const own = this.taken.get(userId) ?? new Set();
    this.taken.set(userId, own.add(id));
    if (answer.closed) this.leave(userId, id);
    else answer.once('close', () => this.leave(userId, id));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private leave(userId: string, id: string): void {
    const own = this.taken.get(userId);
    own?.delete(id);
    if (own?.size === 0) this.taken.delete(userId);
    // Where Redis cannot be told, the lease ends.
    this.redis.commands.zrem(this.keys.viewers(userId), id).catch(() => undefined);
  }

  private renew(): void {
    for (const [userId, ids] of this.taken)
      RENEW.run(this.redis.commands, [this.keys.viewers(userId)], [this.lease, ...ids]).catch(() => undefined);
  }
}
