import { setTimeout as pause } from 'node:timers/promises';

import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { type Redis } from 'ioredis';

import { CacheInstruments, CONFIG, type Config, RedisConnections } from '#platform';
import { type ReadOptions, WorkoutChangedEvent, WorkoutCompletedEvent } from '#workouts';

type ReadPreference = NonNullable<ReadOptions['readPreference']>;

const CACHE = 'analytics';
const KEPT_SECONDS = 300;
/** A secondary may not have seen a change yet: for this long nothing is read from one. */
const FRESH_SECONDS = 10;
/** Outlives every answer: when it is gone and counting begins again, nothing is left of the version with that number. */
const VERSION_SECONDS = 3_600;
/** A cache that takes longer than this is no help. */
const TIME_LIMIT = 500;
const RETRY_DROP_AFTER = 1_000;

/**
 * Answers, kept per rider. A change of the rider's workouts raises the rider's version, which is part of every key, so
 * that what was computed before can be reached no longer, also what is just being computed. Without Redis everything
 * is computed each time.
 */
@Injectable()
export class AnalyticsCache implements OnApplicationShutdown {
  private readonly logger = new Logger(AnalyticsCache.name);
  private reachable = true;
  private stopped = false;

  constructor(
    private readonly redis: RedisConnections,
    private readonly instruments: CacheInstruments,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  /**
   * @param query names the question, with everything that the answer depends on besides the rider's workouts
   * @param compute is told where to read from; what it gives must survive JSON
   */
  async remember<T>(
    userId: string,
    query: string,
    compute: (readPreference: ReadPreference) => Promise<T>,
  ): Promise<T> {
    // The version before anything is read: a change in between then leaves the answer under a version of the past.
    const state = await this.ask((redis) =>
      Promise.all([redis.get(this.key(userId, 'version')), redis.get(this.key(userId, 'fresh'))]),
    );
    if (!state) {
      this.instruments.missed(CACHE);
      return compute('secondaryPreferred');
    }
    const [version, fresh] = state;
    const key = this.key(userId, `${version ?? 0}:${query}`);
    const kept = await this.ask((redis) => redis.get(key));
    if (kept) {
      this.instruments.hit(CACHE);
      return JSON.parse(kept) as T;
    }
    this.instruments.missed(CACHE);
    const answer = await compute(fresh ? 'primary' : 'secondaryPreferred');
    await this.ask((redis) => redis.set(key, JSON.stringify(answer), 'EX', KEPT_SECONDS));
    return answer;
  }

  /** Tried again until it is done, or until everything that was kept is over anyway. */
  @OnEvent(WorkoutCompletedEvent.eventName)
  @OnEvent(WorkoutChangedEvent.eventName)
  async drop({ userId }: { userId: string }): Promise<void> {
    const over = Date.now() + KEPT_SECONDS * 1000;
    while (!(await this.raiseVersion(userId)) && !this.stopped && Date.now() < over)
      await pause(RETRY_DROP_AFTER, undefined, { ref: false });
  }

  /** `fresh` first: whoever reads the new version must find it. */
  private async raiseVersion(userId: string): Promise<boolean> {
    const version = this.key(userId, 'version');
    const done = await this.ask((redis) =>
      Promise.all([
        redis.set(this.key(userId, 'fresh'), 1, 'EX', FRESH_SECONDS),
        redis.incr(version),
        redis.expire(version, VERSION_SECONDS),
      ]),
    );
    return done !== null;
  }

  private key(userId: string, name: string): string {
    return `${this.config.redis.keyPrefix}:analytics:${userId}:${name}`;
  }

  /** @returns null when Redis does not answer; said in the log once, not for every request */
  private async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | null> {
    const patience = new AbortController();
    try {
      const late = pause(TIME_LIMIT, undefined, { signal: patience.signal }).then(() =>
        Promise.reject(new Error('slow')),
      );
      const answer = await Promise.race([question(this.redis.commands), late]);
      if (!this.reachable) this.logger.log('the cache answers again');
      this.reachable = true;
      return answer;
    } catch (error) {
      if (this.reachable) this.logger.warn(`answering without the cache: ${String(error)}`);
      this.reachable = false;
      return null;
    } finally {
      patience.abort();
    }
  }
}
