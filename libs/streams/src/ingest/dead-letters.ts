import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';

import { isEntryId } from '../entry-id';
import { field } from '../stream-entry';
import { KeyNames, SHARDS } from '../stream-keys';
import { REPLAY } from './dead-letter-scripts';
import { subjectOf } from './log-entry';

/** How BURY begins a letter, before the fields of the entry itself: reason, entry, buriedAt. */
const HEAD = 6;
const PAGE = 200;
const REFERENCE = /^(\d+):(.+)$/;

/** An entry of an ingest log that could not be stored. */
export interface DeadLetter {
  /** `<shard>:<entry id>`, which no other letter has. */
  id: string;
  shard: number;
  reason: string;
  /** Id that the entry had in the ingest log. */
  entryId: string;
  buriedAt: Date;
  /** As far as the entry tells. */
  streamName: string | null;
  owner: string | null;
  /** The entry itself: names and values in turn; empty when it was gone from the log already. */
  fields: string[];
}

export interface LetterOutcome {
  /** How many letters were replayed or dropped. */
  done: number;
  /** Ids of which there is no letter (any more). */
  missing: string[];
  /** Ids of letters that hold nothing to replay; they stay. */
  empty: string[];
}

/** What the worker could not store: to be looked at, sent through the ingest log once more, or thrown away. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
  ) {}

  async count(shard: number): Promise<number> {
    return this.redis.commands.xlen(this.keys.deadLetters(shard));
  }

  /** Oldest first within each shard, a page at a time. */
  async *list(): AsyncGenerator<DeadLetter> {
    for (let shard = 0; shard < SHARDS; shard += 1) {
      for (let start = '-'; ;) {
        const key = this.keys.deadLetters(shard);
        const page = await this.redis.commands.xrange(key, start, '+', 'COUNT', PAGE);
        for (const [id, fields] of page) yield toLetter(shard, id, fields);
        const last = page[page.length - 1];
        if (page.length < PAGE || !last) break;
        start = `(${last[0]}`;
      }
    }
  }

  /**
   * Puts these letters back into their ingest logs, each in one atomic step: one in, one out. The worker treats them
   * like any new entry; what it cannot store still comes back.
   * @throws RangeError when an id is none of ours
   */
  async replay(ids: readonly string[]): Promise<LetterOutcome> {
    const outcome: LetterOutcome = { done: 0, missing: [], empty: [] };
    for (const { shard, entryId, id } of ids.map(parseReference)) {
      const state = await REPLAY.run(
        this.redis.commands,
        [this.keys.ingestLog(shard), this.keys.deadLetters(shard)],
        [entryId, HEAD],
      );
      if (state === 'replayed') outcome.done += 1;
      else outcome[state].push(id);
    }
    return outcome;
  }

  /**
   * Throws these letters away, with the points in them.
   * @throws RangeError when an id is none of ours
   */
  async drop(ids: readonly string[]): Promise<LetterOutcome> {
    const outcome: LetterOutcome = { done: 0, missing: [], empty: [] };
    for (const { shard, entryId, id } of ids.map(parseReference)) {
      const removed = await this.redis.commands.xdel(this.keys.deadLetters(shard), entryId);
      if (removed === 1) outcome.done += 1;
      else outcome.missing.push(id);
    }
    return outcome;
  }
}

function parseReference(id: string): { shard: number; entryId: string; id: string } {
  const [, shard, entryId] = REFERENCE.exec(id) ?? [];
  if (!isEntryId(entryId) || Number(shard) >= SHARDS)
    throw new RangeError(`${id} is no id of a dead letter; those look like 0:1700000000000-0`);
  return { shard: Number(shard), entryId, id };
}

function toLetter(shard: number, id: string, all: string[]): DeadLetter {
  const fields = all.slice(HEAD);
  return {
    id: `${shard}:${id}`,
    shard,
    reason: field(all, 'reason') ?? '',
    entryId: field(all, 'entry') ?? '',
    buriedAt: new Date(Number(field(all, 'buriedAt'))),
    ...subjectOf(fields),
    fields,
  };
}
