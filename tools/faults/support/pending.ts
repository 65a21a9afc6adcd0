import { setTimeout as pause } from 'node:timers/promises';

import { Redis } from 'ioredis';

const SHARDS = [0, 1, 2, 3];
const GROUP = 'persist';
const POLL_MS = 100;

type Pairs = (string | number | null)[];

/** What the ingest logs of one service hold at a moment. */
export interface LogState {
  /** Entries that a worker has read and not acknowledged. */
  pending: number;
  /** Entries that nobody has read, as far as anyone can see from one look: 0 when there are none. */
  unread: number;
  deadLetters: number;
  /** Id of the entry that was read last, of each log. */
  lastRead: string[];
  /** Entries in the logs, acknowledged ones that were not trimmed included. */
  length: number;
}

/** Looks at the ingest logs, on a connection that no fault touches but one of Redis itself. */
export class IngestLogs {
  readonly redis: Redis;

  constructor(
    redisUrl: string,
    private readonly prefix: string,
  ) {
    this.redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
    this.redis.on('error', () => undefined);
  }

  key = (shard: number): string => `{${this.prefix}:p${shard}}:ingest`;

  async state(): Promise<LogState> {
    const states = await Promise.all(SHARDS.map((shard) => this.shard(shard)));
    const sum = (name: 'pending' | 'unread' | 'deadLetters' | 'length'): number =>
      states.reduce((total, state) => total + state[name], 0);
    return {
      pending: sum('pending'),
      unread: sum('unread'),
      deadLetters: sum('deadLetters'),
      length: sum('length'),
      lastRead: states.flatMap(({ lastRead }) => lastRead),
    };
  }

  /**
   * Waits until everything is read and acknowledged.
   * @returns the seconds that it took
   * @throws Error saying what is left when the time is up
   */
  async untilEmpty(limitSeconds: number): Promise<number> {
    const started = Date.now();
    for (;;) {
      const state = await this.state().catch(() => null);
      const seconds = (Date.now() - started) / 1000;
      if (state?.pending === 0 && state.unread === 0) return seconds;
      if (seconds > limitSeconds) throw new Error(`not empty after ${limitSeconds} s: ${JSON.stringify(state)}`);
      await pause(POLL_MS);
    }
  }

  /** Entries that this consumer has read and not acknowledged. */
  async pendingOf(consumer: string): Promise<number> {
    const counts = await Promise.all(
      SHARDS.map(async (shard) => {
        const consumers = (await this.redis.xinfo('CONSUMERS', this.key(shard), GROUP)) as Pairs[];
        return Number(consumers.map(toObject).find(({ name }) => name === consumer)?.['pending'] ?? 0);
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  close(): void {
    this.redis.disconnect();
  }

  private async shard(shard: number): Promise<LogState> {
    const key = this.key(shard);
    const [length, deadLetters] = await Promise.all([
      this.redis.xlen(key),
      this.redis.xlen(key.replace(/ingest$/, 'dead-letters')),
    ]);
    const open = await this.redis.exists(`${key}:open`);
    const groups = (length > 0 ? await this.redis.xinfo('GROUPS', key) : []) as Pairs[];
    const group = groups.map(toObject).find(({ name }) => name === GROUP);
    if (!group) return { pending: 0, unread: length + open, deadLetters, length, lastRead: [] };
    const last = String(group['last-delivered-id']);
    const unread = await this.redis.xrange(key, `(${last}`, '+', 'COUNT', 1_000);
    return { pending: Number(group['pending']), unread: unread.length + open, deadLetters, length, lastRead: [last] };
  }
}

function toObject(pairs: Pairs): Record<string, string | number | null> {
  const entries: [string, string | number | null][] = [];
  for (let index = 0; index < pairs.length; index += 2) entries.push([String(pairs[index]), pairs[index + 1] ?? null]);
  return Object.fromEntries(entries);
}
