import { type Redis } from 'ioredis';

import { type RedisScript } from '#platform';

import { ACKNOWLEDGE, BURY, MARK_PERSISTED } from '../scripts';
import { type KeyNames } from '../stream-keys';
import { type EntryBuffer, type GatheredStream } from './entry-buffer';

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
  async claimStale(minIdle: number, onEntries: (entries: RawEntry[]) => Promise<void>): Promise<void> {
    let cursor = '0-0';
    do {
      const reply = (await this.commands.xautoclaim(this.key, GROUP, this.consumer, minIdle, cursor, 'COUNT', 200)) as [
        string,
        RawEntry[],
      ];
      cursor = reply[0];
      await onEntries(reply[1].filter((entry) => entry?.[1]));
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
  async acknowledge({ streams, logIds }: EntryBuffer): Promise<void> {
    // All streams at once: one after the other would be a round trip each.
    await Promise.all(
      [...streams.values()].map(({ streamId, streamName, marks }) => {
        const keys = this.keys.stream(streamName);
        return runInSteps(MARK, this.commands, [keys.meta, keys.unordered + streamId], streamId, marks);
      }),
    );
    await runInSteps(DONE, this.commands, [this.key], GROUP, [...logIds]);
  }

  async bury(id: string, reason: string): Promise<void> {
    await TO_DEAD_LETTERS.run(this.commands, [this.key, this.deadKey], [GROUP, id, reason, Date.now()]);
  }

  /** Which of these streams are still there; the points of the others are wanted by nobody. */
  async live(streams: Iterable<GatheredStream>): Promise<GatheredStream[]> {
    const all = [...streams];
    const found = await Promise.all(
      all.map(({ streamName }) => this.commands.hget(this.keys.stream(streamName).meta, 'id')),
    );
    return all.filter(({ streamId }, index) => found[index] === streamId);
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
