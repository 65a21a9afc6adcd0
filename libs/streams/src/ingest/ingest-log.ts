import { type Redis } from 'ioredis';

import { type RedisScript } from '#platform';

import { ACKNOWLEDGE, BURY, MARK_PERSISTED } from '../scripts';
import { type KeyNames } from '../stream-keys';
import { groupByStream } from './to-chunks';
import { type LogEntry } from './log-entry';

export const GROUP = 'persist';
const ACKNOWLEDGED_AT_ONCE = 1_000;
/** The group is there already; or Redis is full and does not even look, and then reading will tell. */
const GROUP_MAY_BE_THERE = /BUSYGROUP|\bOOM\b/;

// Only what is acknowledged can be forgotten: a full Redis gets room again by this, so it must not need any.
const MARK = MARK_PERSISTED.evenIfFull();
const DONE = ACKNOWLEDGE.evenIfFull();
const TO_DEAD_LETTERS = BURY.evenIfFull();

export type RawEntry = [id: string, fields: string[]];
type Reading = [key: string, entries: [string, string[] | null][]][] | null;

/** The ingest log of one shard, as the consumer group sees it. */
export class IngestLog {
  private readonly key: string;
  private readonly deadKey: string;

  constructor(
    readonly shard: number,
    readonly consumer: string,
    private readonly keys: KeyNames,
    private readonly commands: Redis,
    /** Blocks; nothing else may go through it. */
    private readonly reader: Redis,
  ) {
    this.key = keys.ingestLog(shard);
    this.deadKey = keys.deadLetters(shard);
  }

  /** The group begins at the beginning: a log that is there before its group holds points that nobody has stored. */
  async ensureGroup(): Promise<void> {
    try {
      await this.commands.xgroup('CREATE', this.key, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!GROUP_MAY_BE_THERE.test(String(error))) throw error;
    }
  }

  /** New entries, after at most `block` milliseconds. */
  async readNew(count: number, block: number): Promise<RawEntry[]> {
    const reading = await this.reader.xreadgroup(
      'GROUP',
      GROUP,
      this.consumer,
      'COUNT',
      count,
      'BLOCK',
      block,
      'STREAMS',
      this.key,
      '>',
    );
    return present(reading);
  }

  /** This consumer's own pending entries after `afterId`: delivered once, never acknowledged. */
  async readOwnPending(afterId: string, count: number): Promise<RawEntry[]> {
    const reading = await this.commands.xreadgroup(
      'GROUP',
      GROUP,
      this.consumer,
      'COUNT',
      count,
      'STREAMS',
      this.key,
      afterId,
    );
    return present(reading);
  }

  /** Takes over what other consumers left pending for longer than `minIdle` milliseconds. */
  async claimStale(minIdle: number, onEntries: (entries: RawEntry[]) => void): Promise<void> {
    let cursor = '0-0';
    do {
      const reply = (await this.commands.xautoclaim(this.key, GROUP, this.consumer, minIdle, cursor, 'COUNT', 200)) as [
        string,
        RawEntry[],
      ];
      cursor = reply[0];
      onEntries(reply[1].filter((entry) => entry?.[1]));
    } while (cursor !== '0-0');
  }

  /** How often each of these pending entries was delivered. */
  async deliveries(ids: readonly string[]): Promise<Map<string, number>> {
    const replies = await Promise.all(ids.map((id) => this.commands.xpending(this.key, GROUP, id, id, 1)));
    return new Map(
      replies.flatMap((reply) =>
        (reply as [string, string, number, number][]).map(([id, , , count]) => [id, count] as const),
      ),
    );
  }

  /** Delivers pending entries to this consumer once more, which counts. */
  async redeliver(ids: readonly string[]): Promise<RawEntry[]> {
    const reply = (await this.commands.xclaim(this.key, GROUP, this.consumer, 0, ...ids)) as RawEntry[];
    return reply.filter((entry) => entry?.[1]);
  }

  /** Notes what is in MongoDB now, acknowledges it, and lets Redis forget it. */
  async acknowledge(entries: readonly LogEntry[]): Promise<void> {
    for (const [streamId, group] of groupByStream(entries)) {
      const keys = this.keys.stream((group[0] as LogEntry).streamName);
      const marks = group.flatMap(({ sequence, lastEntryId }) => [sequence, lastEntryId]);
      await runInSteps(MARK, this.commands, [keys.meta, keys.unordered + streamId], streamId, marks);
    }
    await runInSteps(
      DONE,
      this.commands,
      [this.key],
      GROUP,
      entries.map(({ logId }) => logId),
    );
  }

  async bury(id: string, reason: string): Promise<void> {
    await TO_DEAD_LETTERS.run(this.commands, [this.key, this.deadKey], [GROUP, id, reason, Date.now()]);
  }

  /** Which of these streams are still there; the points of the others are wanted by nobody. */
  async liveStreams(entries: readonly LogEntry[]): Promise<Set<string>> {
    const streams = [...groupByStream(entries)].map(([id, group]) => ({ id, name: (group[0] as LogEntry).streamName }));
    const found = await Promise.all(streams.map(({ name }) => this.commands.hget(this.keys.stream(name).meta, 'id')));
    return new Set(streams.filter(({ id }, index) => found[index] === id).map(({ id }) => id));
  }
}

/** Entries that were deleted from the log while pending come without fields. */
const present = (reading: Reading): RawEntry[] =>
  (reading ?? []).flatMap(([, entries]) => entries.filter((entry): entry is RawEntry => entry[1] !== null));

async function runInSteps(
  script: RedisScript<number>,
  redis: Redis,
  keys: string[],
  head: string,
  rest: readonly (string | number)[],
): Promise<void> {
  for (let start = 0; start < rest.length; start += ACKNOWLEDGED_AT_ONCE) {
    await script.run(redis, keys, [head, ...rest.slice(start, start + ACKNOWLEDGED_AT_ONCE)]);
  }
}
