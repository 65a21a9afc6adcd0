import { RateLimiterRedis } from 'rate-limiter-flexible';
import { type Redis } from 'ioredis';

import { recentlyUsed } from '../memory/recently-used';

/** How much of something each may use, in windows that begin with their first use. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
}

/** Where somebody stands with a limit. */
export interface Standing {
  /** Whether this use was within it; what was not is not counted. */
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** When the window ends and all is to be had again, unix ms. */
  readonly resetsAt: number;
}

interface Window {
  /** What all processes have used, as far as this one knows. */
  used: number;
  /** What this one has used and not told the others. */
  unsettled: number;
  resetsAt: number;
}

/** Whoever has not been seen for longest is forgotten, and known again from Redis at the next settlement. */
const MOST_SUBJECTS = 10_000;
/** A process tells the others when it has used so much: a fiftieth of the limit, but no more than 100. */
const blockOf = ({ points }: Limit): number => Math.max(1, Math.min(100, Math.floor(points / 50)));

/**
 * A limit that holds for all processes together, and costs a request no round trip. Each process counts in memory and decides
 * at once; it settles with Redis at the first use of a window and after each block of uses, and learns there what the
 * others have used. Beyond the limit so much may slip through as processes have not told: a block each. While Redis is away
 * each process counts for itself.
 */
export class SharedCount {
  private readonly windows = recentlyUsed<string, Window>(MOST_SUBJECTS);
  private readonly shared: RateLimiterRedis;
  private readonly block: number;

  constructor(
    private readonly limit: Limit,
    storeClient: Redis,
    keyPrefix: string,
  ) {
    this.block = blockOf(limit);
    this.shared = new RateLimiterRedis({
      storeClient,
      keyPrefix,
      points: limit.points,
      duration: limit.seconds,
      rejectIfRedisNotReady: true,
    });
  }

  /** Uses so much, if there is so much left. What costs more than the whole limit takes all of it. */
  take(subject: string, cost = 1): Standing {
    const window = this.windowOf(subject);
    const wanted = Math.min(cost, this.limit.points);
    const allowed = window.used + wanted <= this.limit.points;
    if (allowed) {
      const isFirst = window.used === 0;
      window.used += wanted;
      window.unsettled += wanted;
      if (isFirst || window.unsettled >= this.block) this.settle(subject, window);
    }
    return this.standing(window, allowed);
  }

  /** Whether there is something left, without using it. */
  look(subject: string): Standing {
    const window = this.windows.get(subject);
    if (!window || window.resetsAt <= Date.now())
      return { allowed: true, limit: this.limit.points, remaining: this.limit.points, resetsAt: Date.now() };
    return this.standing(window, window.used < this.limit.points);
  }

  private standing({ used, resetsAt }: Window, allowed: boolean): Standing {
    const { points } = this.limit;
    return { allowed, limit: points, remaining: Math.max(0, points - used), resetsAt };
  }

  private windowOf(subject: string): Window {
    const now = Date.now();
    const known = this.windows.get(subject);
    if (known && known.resetsAt > now) return known;
    const begun: Window = { used: 0, unsettled: 0, resetsAt: now + this.limit.seconds * 1_000 };
    this.windows.set(subject, begun);
    return begun;
  }

  private settle(subject: string, window: Window): void {
    const amount = window.unsettled;
    window.unsettled = 0;
    this.shared.penalty(subject, amount).then(
      ({ consumedPoints, msBeforeNext }) => {
        window.used = Math.max(window.used, consumedPoints + window.unsettled);
        window.resetsAt = Date.now() + msBeforeNext;
      },
      // Then the others do not hear of it; here it is counted.
      () => undefined,
    );
  }
}
