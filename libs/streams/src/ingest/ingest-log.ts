import { type Redis } from 'ioredis';

import { callForBytes } from '#platform';

import { type KeyNames } from '../stream-keys';
import { type EntryBuffer } from './entry-buffer';
import { ACKNOWLEDGE, BURY, MARK_PERSISTED, READ, SPLIT } from './ingest-scripts';

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

/** Fields are bytes: a block is read where it came in, and never becomes a string. */
export type RawEntry = [id: string, fields: Buffer[]];
/** Entries that were deleted from the log while pending come without fields, or not at all. */
type Reading = readonly ([Buffer | null, Buffer[] | null] | null)[];
type Readings = [key: Buffer, entries: Reading][] | null;

/** The ingest log of one shard, as the consumer group sees it. */
export class IngestLog {
  private readonly key: string;
  private readonly openBlock: string;
  private readonly deadKey: string;
  /** What {@link MARK} needs. */
  private readonly marks: readonly [persisted: string, metas: string, unordered: string, log: string];
  /** Whether there were as many new entries as were asked for the last time. */
  private isBehind = false;

  constructor(
    readonly shard: number,
    readonly consumer: string,
    keys: KeyNames,
    private readonly commands: Redis,
  ) {
    this.key = keys.ingestLog(shard);
    this.openBlock = keys.openBlock(shard);
    this.deadKey = keys.deadLetters(shard);
    this.marks = [keys.persisted(shard), keys.metas(shard), keys.unordered(shard), this.key];
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
    const entries = this.isBehind ? await this.readClosed(count) : [];
    this.isBehind = entries.length === count;
    if (this.isBehind) return entries;
    const room = count - entries.length;
    const args = [GROUP, this.consumer, room];
    const others = present(await READ_NEW.runForBytes(this.commands, [this.key, this.openBlock], args));
    this.isBehind = others.length === room;
    return entries.concat(others);
  }

  /** New entries, but for the open block. Through a script they would be copied four times. */
  private async readClosed(count: number): Promise<RawEntry[]> {
    const whose = ['GROUP', GROUP, this.consumer] as const;
    const reading = await this.commands.xreadgroupBuffer(...whose, 'COUNT', count, 'STREAMS', this.key, '>');
    return present((reading as Readings)?.[0]?.[1] ?? []);
  }

  /** This consumer's own pending entries after `afterId`: delivered once, never acknowledged. */
  async readOwnPending(afterId: string, count: number): Promise<RawEntry[]> {
    const reading = (await this.commands.xreadgroupBuffer(
      'GROUP',
      GROUP,
      this.consumer,
      'COUNT',
      count,
      'STREAMS',
      this.key,
      afterId,
    )) as Readings;
    return present(reading?.[0]?.[1] ?? []);
  }

  /** Takes over what other consumers left pending for longer than `minIdle` milliseconds. */
  async claimStale(minIdle: number, onEntries: (entries: RawEntry[]) => Promise<void>): Promise<void> {
    let cursor = '0-0';
    do {
      const args = [this.key, GROUP, this.consumer, minIdle, cursor, 'COUNT', 50];
      const claimed = await callForBytes(this.commands, 'xautoclaim', args);
      const [next, entries] = claimed as [Buffer, Reading];
      cursor = next.toString();
      await onEntries(present(entries));
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
    return present(
      (await callForBytes(this.commands, 'xclaim', [this.key, GROUP, this.consumer, 0, ...ids])) as Reading,
    );
  }

  /**
   * Notes what is in MongoDB now, acknowledges it, and lets Redis forget it; but if streams of it were removed, it is not
   * acknowledged yet.
   * @returns the numbers of those streams; their points are wanted by nobody
   */
  async finish(batch: EntryBuffer): Promise<number[]> {
    const { gatherer, logIds } = batch;
    const atOnce = logIds.size <= MOST_AT_ONCE;
    const removed: number[] = [];
    for (let start = 0; start < gatherer.streams; start += MOST_AT_ONCE) {
      const end = Math.min(start + MOST_AT_ONCE, gatherer.streams);
      const toAcknowledge = atOnce && end === gatherer.streams && removed.length === 0 ? [GROUP, ...logIds] : [];
      const places = await MARK.run(this.commands, this.marks, [gatherer.describe(start, end), ...toAcknowledge]);
      for (const place of places) removed.push(start + place);
    }
    if (!atOnce && removed.length === 0) await this.acknowledge(batch);
    return removed;
  }

  /** Acknowledges it, and lets Redis forget it. */
  async acknowledge({ logIds }: EntryBuffer): Promise<void> {
    const ids = [...logIds];
    for (let start = 0; start < ids.length; start += MOST_AT_ONCE)
      await DONE.run(this.commands, [this.key], [GROUP, ...ids.slice(start, start + MOST_AT_ONCE)]);
  }

  /** Makes entries of their own of the records of a block. */
  async split(id: string): Promise<void> {
    await IN_SINGLE_RECORDS.run(this.commands, [this.key], [GROUP, id]);
  }

  async bury(id: string, reason: string): Promise<void> {
    await TO_DEAD_LETTERS.run(this.commands, [this.key, this.deadKey], [GROUP, id, reason, Date.now()]);
  }
}

/**
 * Takes the entries that are there out of a reply, and leaves nothing in it: commands hold on to their replies for long (see
 * TimedRedis), and with them to the bytes of all blocks.
 */
function present(reading: Reading): RawEntry[] {
  const entries: RawEntry[] = [];
  for (const entry of reading) {
    const [id, fields] = entry ?? [];
    if (id && fields) entries.push([id.toString(), fields.splice(0)]);
    entry?.fill(null);
  }
  return entries;
}
