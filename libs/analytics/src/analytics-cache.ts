import { setTimeout as pause } from 'node:timers/promises';

import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { type Redis } from 'ioredis';

import { CacheInstruments, CONFIG, type Config, reasonOf, RedisConnections, within } from '#platform';
import { TimeZoneChangedEvent } from '#users';
import { WorkoutChangedEvent, WorkoutCompletedEvent } from '#workouts';

import { type AnswerStore, type Compute, RiderAnswers } from './rider-answers';

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
 * Answers, kept per rider. A change of the rider's workouts raises the rider's version, which every answer carries, so
 * that what was computed before holds no longer, also what is just being computed. Without Redis everything is computed
 * each time.
 */
@Injectable()
export class AnalyticsCache implements AnswerStore, OnApplicationShutdown {
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
   * What is kept of a rider and of one question, with one look at Redis.
   * @param question as it was asked; what it means may depend on the time and the rider's time zone
   */
  async open(userId: string, question: string): Promise<RiderAnswers> {
    const keys = ['version', 'fresh', 'zone-version', 'zone', question].map((name) => this.key(userId, name));
    // The version before anything is read: a change in between then leaves the answer under a version of the past.
    const state = await this.ask((redis) => redis.mget(keys));
    if (!state) return new RiderAnswers(this, userId, question, null);
    const [version, fresh, zoneVersion, zone, answer] = state;
    return new RiderAnswers(this, userId, question, {
      version: version ?? '0',
      isFresh: fresh !== null,
      zoneVersion: zoneVersion ?? '0',
      zone: zone ?? '',
      answer: answer ?? null,
    });
  }

  /** {@link RiderAnswers.remember} for what always means the same. */
  async remember<T>(userId: string, question: string, compute: Compute<T>): Promise<T> {
    return (await this.open(userId, question)).remember(question, compute);
  }

  looked(outcome: 'hit' | 'miss'): void {
    if (outcome === 'hit') this.instruments.hit(CACHE);
    else this.instruments.missed(CACHE);
  }

  /** Nobody waits for it: the answer is there without it. */
  keep(userId: string, name: string, value: string): void {
    void this.ask((redis) => redis.set(this.key(userId, name), value, 'EX', KEPT_SECONDS));
  }

  /** Tried again until it is done, or until everything that was kept is over anyway. */
  @OnEvent(WorkoutCompletedEvent.eventName)
  @OnEvent(WorkoutChangedEvent.eventName)
  async drop({ userId }: { userId: string }): Promise<void> {
    await this.untilDone(() => this.raiseVersion(userId));
  }

  /** The answers of other time zones have other names. */
  @OnEvent(TimeZoneChangedEvent.eventName)
  async dropZone({ userId }: { userId: string }): Promise<void> {
    await this.untilDone(async () => (await this.ask((redis) => this.raise(redis, userId, 'zone-version'))) !== null);
  }

  private async untilDone(work: () => Promise<boolean>): Promise<void> {
    const over = Date.now() + KEPT_SECONDS * 1000;
    while (!(await work()) && !this.stopped && Date.now() < over)
      await pause(RETRY_DROP_AFTER, undefined, { ref: false });
  }

  /** `fresh` first, and at once: whoever reads the new version must find it. */
  private async raiseVersion(userId: string): Promise<boolean> {
    const done = await this.ask((redis) =>
      Promise.all([redis.set(this.key(userId, 'fresh'), 1, 'EX', FRESH_SECONDS), this.raise(redis, userId, 'version')]),
    );
    return done !== null;
  }

  private raise(redis: Redis, userId: string, name: string): Promise<unknown> {
    const key = this.key(userId, name);
    return Promise.all([redis.incr(key), redis.expire(key, VERSION_SECONDS)]);
  }

  private key(userId: string, name: string): string {
    return `${this.config.redis.keyPrefix}:analytics:${userId}:${name}`;
  }

  /** @returns null when Redis does not answer; said in the log once, not for every request */
  private async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | null> {
    try {
      const answer = await within(TIME_LIMIT, () => question(this.redis.commands));
      if (!this.reachable) this.logger.log('the cache answers again');
      this.reachable = true;
      return answer;
    } catch (error) {
      if (this.reachable) this.logger.warn(`answering without the cache: ${reasonOf(error)}`);
      this.reachable = false;
      return null;
    }
  }
}
