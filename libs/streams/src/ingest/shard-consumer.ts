import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { type ChunkStore, type NewChunk } from '../chunks/chunk-store';
import { type IngestLog, type RawEntry } from './ingest-log';
import { type LogEntry, readLogEntry, UnreadableEntryError } from './log-entry';
import { toChunks } from './to-chunks';

export interface ConsumerSettings {
  /** Longest time that a point waits to be written, ms. */
  flushInterval: number;
  /** Points that are written at once at the most, give or take an entry. */
  flushPoints: number;
  /** How long another consumer's entry must lie unacknowledged before it is taken over, ms. */
  claimIdle: number;
}

/** Who wants to know what a consumer does. */
export interface ConsumerObserver {
  flushed(entries: number, points: number, chunks: number, milliseconds: number): void;
  flushFailed(): void;
  buried(): void;
}

const UNOBSERVED: ConsumerObserver = { flushed: () => {}, flushFailed: () => {}, buried: () => {} };
const READ_COUNT = 500;
const MAX_DELIVERIES = 5;
const RETRY_UNREADABLE_EVERY = 1_000;
const BACK_OFF = { first: 100, most: 5_000 };
/** However often it goes wrong, it is said no oftener: an outage must not flood the log. */
const COMPLAIN_EVERY = 10_000;

/**
 * Moves one ingest log into MongoDB. An entry is acknowledged only after a majority has its points, so whatever dies
 * in between is delivered again; the identity of points makes the second time harmless.
 */
export class ShardConsumer {
  private readonly logger: Logger;
  private readonly buffer = new Map<string, LogEntry>();
  private readonly unreadable = new Map<string, string>();
  private bufferedPoints = 0;
  private oldestAt = 0;
  private claimedAt = 0;
  private retriedAt = 0;
  private stopping = false;
  private failures = 0;
  private complainedAt = 0;
  /** When the loop last went round, also while it waits for a server that is down; unix ms. */
  aliveAt = Date.now();

  constructor(
    private readonly log: IngestLog,
    private readonly chunks: ChunkStore,
    private readonly settings: ConsumerSettings,
    private readonly observer = UNOBSERVED,
  ) {
    this.logger = new Logger(`ShardConsumer ${log.shard}`);
  }

  /** Runs until {@link stop}; survives every failure of Redis and MongoDB. */
  async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.log.ensureGroup();
        await this.takeOwnPending();
        while (!this.stopping) await this.round();
      } catch (error) {
        await this.backOff(error);
      }
    }
    if (this.buffer.size > 0)
      await this.flushOnce().catch((error: unknown) => this.logger.warn(`left pending: ${String(error)}`));
  }

  stop(): void {
    this.stopping = true;
  }

  private async round(): Promise<void> {
    this.aliveAt = Date.now();
    const due =
      this.buffer.size > 0 ? this.oldestAt + this.settings.flushInterval - Date.now() : this.settings.flushInterval;
    if (due > 0 && this.bufferedPoints < this.settings.flushPoints) {
      this.take(await this.log.readNew(READ_COUNT, Math.max(1, due)));
      if (this.failures > 0) this.logger.log(`works again, after ${this.failures} failures`);
      this.failures = 0;
    } else {
      await this.flushOnce();
    }
    if (this.unreadable.size > 0) await this.retryUnreadable();
    await this.claimStale();
  }

  private async takeOwnPending(): Promise<void> {
    for (let afterId = '0'; ;) {
      const page = await this.log.readOwnPending(afterId, READ_COUNT);
      this.take(page);
      const last = page[page.length - 1];
      if (!last) return;
      afterId = last[0];
      if (this.bufferedPoints >= this.settings.flushPoints) await this.flushOnce();
    }
  }

  private async claimStale(): Promise<void> {
    if (Date.now() - this.claimedAt < this.settings.claimIdle / 2) return;
    this.claimedAt = Date.now();
    await this.log.claimStale(this.settings.claimIdle, (entries) => this.take(entries));
  }

  private take(entries: readonly RawEntry[]): void {
    for (const [id, fields] of entries) {
      if (this.buffer.has(id)) continue;
      try {
        const entry = readLogEntry(id, fields);
        if (this.buffer.size === 0) this.oldestAt = Date.now();
        this.buffer.set(id, entry);
        this.bufferedPoints += entry.rows.length;
      } catch (error) {
        this.setAside(id, error);
      }
    }
  }

  /** Writes all that is buffered, then acknowledges it; on failure everything stays buffered and pending. */
  private async flushOnce(): Promise<void> {
    const start = performance.now();
    const entries = [...this.buffer.values()];
    let chunks: NewChunk[] = [];
    try {
      const live = await this.log.liveStreams(entries);
      chunks = toChunks(entries.filter(({ streamId }) => live.has(streamId)));
      if (chunks.length > 0) await this.chunks.insert(chunks);
      await this.log.acknowledge(entries);
    } catch (error) {
      this.observer.flushFailed();
      throw error;
    }
    this.buffer.clear();
    this.bufferedPoints = 0;
    const points = chunks.reduce((sum, chunk) => sum + chunk.points, 0);
    this.observer.flushed(entries.length, points, chunks.length, performance.now() - start);
  }

  private setAside(id: string, error: unknown): void {
    if (!(error instanceof UnreadableEntryError)) throw error;
    this.unreadable.set(id, error.message);
  }

  /** An entry that cannot be read gets as many chances as any, then goes to the dead letters. */
  private async retryUnreadable(): Promise<void> {
    if (Date.now() - this.retriedAt < RETRY_UNREADABLE_EVERY) return;
    this.retriedAt = Date.now();
    const ids = [...this.unreadable.keys()].slice(0, READ_COUNT);
    const deliveries = await this.log.deliveries(ids);
    const again: string[] = [];
    for (const id of ids) {
      const count = deliveries.get(id);
      if (count !== undefined && count < MAX_DELIVERIES) {
        again.push(id);
        continue;
      }
      if (count !== undefined) {
        const reason = this.unreadable.get(id) ?? 'unreadable';
        await this.log.bury(id, reason);
        this.observer.buried();
        this.logger.error(`entry ${id} went to the dead letters: ${reason}`);
      }
      this.unreadable.delete(id);
    }
    if (again.length === 0) return;
    for (const id of again) this.unreadable.delete(id);
    this.take(await this.log.redeliver(again));
  }

  private async backOff(error: unknown): Promise<void> {
    if (this.stopping) return;
    this.failures += 1;
    this.aliveAt = Date.now();
    if (this.aliveAt - this.complainedAt > COMPLAIN_EVERY) {
      this.complainedAt = this.aliveAt;
      this.logger.warn(`cannot go on, trying again: ${String(error)}`);
    }
    await sleep(Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** Math.min(this.failures, 10)));
  }
}
