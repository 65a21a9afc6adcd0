import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';

import { arrivalOf } from '../entry-id';
import { KeyNames, SHARDS } from '../stream-keys';
import { GROUP } from './ingest-log';

/** How far the workers are behind in one ingest log. */
export interface ShardLag {
  shard: number;
  /** Entries that no worker has read yet, with the block that will be the next. */
  undelivered: number;
  /** Entries that a worker has read and not acknowledged. */
  pending: number;
  /** How long the oldest entry of both has been there, by the clock of Redis, ms; 0 when there is none. */
  oldestAge: number;
}

/** Before the rows of a record; its last value is the id of a message. */
const HEAD = /^[^[]*\[[^[]*"(\d+)-\d+",\[/;
const MOST_OF_HEAD = 255;
/** Several who ask at about the same time get one answer. */
const FRESH = 500;

/** Measures what waits in the ingest logs, for all workers together. */
@Injectable()
export class IngestLag {
  private measured: { at: number; lags: Promise<ShardLag[]> } | undefined;

  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
  ) {}

  /** One a shard; fails when Redis does not answer. */
  async latest(): Promise<ShardLag[]> {
    const now = Date.now();
    if (!this.measured || now - this.measured.at > FRESH) {
      const shards = Array.from({ length: SHARDS }, (_, shard) => this.measure(shard));
      this.measured = { at: now, lags: Promise.all(shards) };
    }
    return this.measured.lags;
  }

  private async measure(shard: number): Promise<ShardLag> {
    const { commands } = this.redis;
    const log = this.keys.ingestLog(shard);
    const group = await this.group(log);
    const length = await commands.xlen(log);
    const open = await this.openSince(shard);
    const pending = group?.pending ?? 0;
    const inLog = group ? (group.lag ?? Math.max(0, length - pending)) : length;
    const undelivered = inLog + (open === null ? 0 : 1);
    const oldest = pending > 0 ? await this.oldestPending(log) : await this.firstAfter(log, group?.lastId);
    const since = oldest === null ? open : arrivalOf(oldest);
    const oldestAge = since === null ? 0 : Math.max(0, (await this.now()) - since);
    return { shard, undelivered, pending, oldestAge };
  }

  /** When the first record of the open block arrived, unix ms. */
  private async openSince(shard: number): Promise<number | null> {
    const head = await this.redis.commands.getrange(this.keys.openBlock(shard), 0, MOST_OF_HEAD);
    const arrival = HEAD.exec(head)?.[1];
    return arrival === undefined ? null : Number(arrival);
  }

  /** Null when there is no group yet, or no log. */
  private async group(log: string): Promise<{ pending: number; lastId: string; lag: number | null } | null> {
    const groups = await this.redis.commands.xinfo('GROUPS', log).catch((error: unknown) => {
      if (String(error).includes('no such key')) return [];
      throw error;
    });
    for (const values of groups as unknown[][]) {
      const value = (name: string): unknown => values[values.indexOf(name) + 1];
      if (value('name') !== GROUP) continue;
      const lag = value('lag');
      return {
        pending: Number(value('pending')),
        lastId: String(value('last-delivered-id')),
        // Redis cannot tell after entries were deleted in between.
        lag: typeof lag === 'number' ? lag : null,
      };
    }
    return null;
  }

  private async oldestPending(log: string): Promise<string | null> {
    const summary = (await this.redis.commands.xpending(log, GROUP)) as [number, string | null];
    return summary[1];
  }

  private async firstAfter(log: string, lastId?: string): Promise<string | null> {
    const start = lastId === undefined ? '-' : `(${lastId}`;
    const [first] = await this.redis.commands.xrange(log, start, '+', 'COUNT', 1);
    return first?.[0] ?? null;
  }

  private async now(): Promise<number> {
    const [seconds, microseconds] = await this.redis.commands.time();
    return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  }
}
