import { type Redis } from 'ioredis';

import { type KeyNames } from '../stream-keys';
import { type EntryBuffer, type GatheredStream } from './entry-buffer';
import { ACKNOWLEDGE, BURY, CURRENT_IDS, MARK_PERSISTED, READ, SPLIT } from './ingest-scripts';

export const GROUP = 'persist';
/** Entries or streams in one step, so that none keeps Redis from everybody else. */
const MOST_AT_ONCE = 500;
/** The group is there already; or Redis is full and does not even look, and then reading will tell. */
const GROUP_MAY_BE_THERE = /BUSYGROUP|\bOOM\b/;

// Only what is acknowledged can be forgotten: a full Redis gets room again by this, so it must not need any.
const READ_NEW = READ.evenIfFull();
const MARK = MARK_PERSISTED.evenIfFull();
const DONE = ACKNOWLEDGE.evenIfFull();
const TO_DEAD_LETTERS = BURY.evenIfFull();
const IN_SINGLE_RECORDS = SPLIT.evenIfFull();

export type RawEntry = [id: string, fields: string[]];
type Reading = [key: string, entries: [string, string[] | null][]][] | null;

/** The ingest log of one shard, as the consumer group sees it. */
export class IngestLog {
  private readonly key: string;
  private readonly openBlock: string;
  private readonly deadKey: string;

  constructor(
    readonly shard: number,
    readonly consumer: string,
    private readonly keys: KeyNames,
    private readonly commands: Redis,
  ) {
    this.key = keys.ingestLog(shard);
    this.openBlock = keys.openBlock(shard);
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

  /** Up to `count` new entries, without waiting for any. */
  async readNew(count: number): Promise<RawEntry[]> {
    return READ_NEW.run(this.commands, [this.key, this.openBlock], [GROUP, this.consumer, count]);
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
      const reply = (await this.commands.xautoclaim(this.key, GROUP, this.consumer, minIdle, cursor, 'COUNT', 50)) as [
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
    for (const some of inSteps([...streams.values()])) {
      const keys = some.flatMap(({ streamId, streamName }) => {
        const { meta, unordered } = this.keys.stream(streamName);
        return [meta, unordered + streamId];
      });
      const marks = some.flatMap(({ streamId, runs }) => [
        streamId,
        runs.length,
        ...runs.flatMap(({ first, last, arrival, ordinal }) => [first, last, `${arrival}-${ordinal}`]),
      ]);
      await MARK.run(this.commands, keys, marks);
    }
    for (const some of inSteps([...logIds])) await DONE.run(this.commands, [this.key], [GROUP, ...some]);
  }

  /** Makes entries of their own of the records of a block. */
  async split(id: string): Promise<void> {
    await IN_SINGLE_RECORDS.run(this.commands, [this.key], [GROUP, id]);
  }

  async bury(id: string, reason: string): Promise<void> {
    await TO_DEAD_LETTERS.run(this.commands, [this.key, this.deadKey], [GROUP, id, reason, Date.now()]);
  }

  /** Which of these streams are still there; the points of the others are wanted by nobody. */
  async live(streams: Iterable<GatheredStream>): Promise<GatheredStream[]> {
    const found: GatheredStream[] = [];
    for (const some of inSteps([...streams])) {
      const keys = some.map(({ streamName }) => this.keys.stream(streamName).meta);
      const ids = await CURRENT_IDS.run(this.commands, keys, []);
      found.push(...some.filter(({ streamId }, index) => ids[index] === streamId));
    }
    return found;
  }
}

/** Entries that were deleted from the log while pending come without fields. */
const present = (reading: Reading): RawEntry[] =>
  (reading ?? []).flatMap(([, entries]) => entries.filter((entry): entry is RawEntry => entry[1] !== null));

function* inSteps<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += MOST_AT_ONCE) yield items.slice(start, start + MOST_AT_ONCE);
}
