import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { reasonOf } from '#platform';

import { type ChunkStore } from '../chunks/chunk-store';
import { type ConsumerObserver } from './batch-write';
import { BatchWriter } from './batch-writer';
import { EntryBuffer } from './entry-buffer';
import { type IngestLog, type RawEntry } from './ingest-log';
import { UnreadableEntryError, UnreadableRecordError } from './log-entry';

export interface ConsumerSettings {
  /** Longest time that a point waits to be written, ms. */
  flushInterval: number;
  /** Points that are written at once at the most, give or take an entry. */
  flushPoints: number;
  /** How long another consumer's entry must lie unacknowledged before it is taken over, ms. */
  claimIdle: number;
}

const UNOBSERVED: ConsumerObserver = { flushed: () => {}, flushFailed: () => {}, buried: () => {} };
/** Entries that are read at once at the most; fewer where they are large, since a block may hold several hundred points. */
const READ_COUNT = 20;
const MAX_DELIVERIES = 5;
const RETRY_UNREADABLE_EVERY = 1_000;
const RETRIED_AT_ONCE = 500;
const MOST_SET_ASIDE = 5_000;
/** How long to leave a log alone that has been read to its end, ms: asked again at once, it would give point by point. */
const GATHERING = 200;
const BACK_OFF = { first: 100, most: 5_000 };
/** However often it goes wrong, it is said no oftener: an outage must not flood the log. */
const COMPLAIN_EVERY = 10_000;

/**
 * Moves one ingest log into MongoDB. An entry is acknowledged only after a majority has its points, so whatever dies
 * in between is delivered again; the identity of points makes the second time harmless.
 */
export class ShardConsumer {
  private readonly logger: Logger;
  private readonly unreadable = new Map<string, string>();
  /** Blocks with a record that cannot be read. */
  private readonly damaged = new Set<string>();
  private readonly writer: BatchWriter;
  private buffer = new EntryBuffer();
  /** Of the entries that were read last. */
  private pointsPerEntry = 1_000;
  private claimedAt = 0;
  private retriedAt = 0;
  private stopping = false;
  private failures = 0;
  private complainedAt = 0;
  /** When the loop last went round, also while it waits for a server that is down; unix ms. */
  aliveAt = Date.now();

  constructor(
    private readonly log: IngestLog,
    chunks: ChunkStore,
    private readonly settings: ConsumerSettings,
    private readonly observer = UNOBSERVED,
  ) {
    this.writer = new BatchWriter(log, chunks, observer);
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
    await this.flush()
      .then(() => this.writer.settle())
      .catch((error: unknown) => this.logger.warn(`left pending: ${reasonOf(error)}`));
  }

  stop(): void {
    this.stopping = true;
  }

  private async round(): Promise<void> {
    this.aliveAt = Date.now();
    if (this.writer.failed) await this.writer.settle();
    const { flushInterval } = this.settings;
    const due = this.buffer.logIds.size > 0 ? this.buffer.since + flushInterval - Date.now() : flushInterval;
    if (due > 0 && !this.full) {
      const { room } = this;
      const entries = await this.log.readNew(room);
      this.take(entries);
      if (this.failures > 0) this.logger.log(`works again, after ${this.failures} failures`);
      this.failures = 0;
      if (entries.length < room) await sleep(Math.min(GATHERING, flushInterval / 10));
    } else {
      await this.flush();
    }
    if (this.damaged.size > 0) await this.splitDamaged();
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
      if (this.full) await this.flush();
    }
  }

  private async claimStale(): Promise<void> {
    if (Date.now() - this.claimedAt < this.settings.claimIdle / 2) return;
    this.claimedAt = Date.now();
    await this.log.claimStale(this.settings.claimIdle, async (entries) => {
      this.take(entries);
      if (this.full) await this.flush();
    });
  }

  private get full(): boolean {
    return this.buffer.points >= this.settings.flushPoints;
  }

  /** How many entries to ask for: as many as fill the buffer, if they are like those before. */
  private get room(): number {
    const points = this.settings.flushPoints - this.buffer.points;
    return Math.min(READ_COUNT, Math.max(1, Math.ceil(points / this.pointsPerEntry)));
  }

  private take(entries: readonly RawEntry[]): void {
    const before = this.buffer.points;
    for (const [id, fields] of entries) {
      if (this.writer.has(id)) continue;
      try {
        this.buffer.add(id, fields);
      } catch (error) {
        this.setAside(id, error);
      }
    }
    if (entries.length > 0) this.pointsPerEntry = Math.max(1, (this.buffer.points - before) / entries.length);
  }

  /** Hands over all that is gathered; the next may be gathered while it is written. */
  private async flush(): Promise<void> {
    if (this.buffer.logIds.size === 0) return;
    const free = await this.writer.begin(this.buffer);
    this.buffer = new EntryBuffer(free);
  }

  private setAside(id: string, error: unknown): void {
    if (error instanceof UnreadableRecordError) {
      this.damaged.add(id);
      return;
    }
    if (!(error instanceof UnreadableEntryError)) throw error;
    // More than can be retried stay pending, and come back when they are claimed.
    if (this.unreadable.size < MOST_SET_ASIDE) this.unreadable.set(id, error.message);
  }

  private async splitDamaged(): Promise<void> {
    for (const id of this.damaged) {
      await this.log.split(id);
      this.damaged.delete(id);
      this.logger.error(`entry ${id} is damaged: its records become entries of their own`);
    }
  }

  /** An entry that cannot be read gets as many chances as any, then goes to the dead letters. */
  private async retryUnreadable(): Promise<void> {
    if (Date.now() - this.retriedAt < RETRY_UNREADABLE_EVERY) return;
    this.retriedAt = Date.now();
    const ids = [...this.unreadable.keys()].slice(0, RETRIED_AT_ONCE);
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
      this.logger.warn(`cannot go on, trying again: ${reasonOf(error)}`);
    }
    await sleep(Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** Math.min(this.failures, 10)));
  }
}
