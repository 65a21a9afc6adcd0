import { type Readable, type Writable } from 'node:stream';

import { mongo } from 'mongoose';

import { isOwn, type OplogEntry, readOplogEntry } from '../oplog/oplog-entry';
import { compare, type OplogTime, type Position } from '../oplog/position';
import { ArchiveParser, type ArchivePart, OPLOG } from './archive-parser';
import { BsonSplitter, TERMINATOR } from './bson-splitter';
import { Crc64 } from './crc64';
import { finish, write } from './write';

/** Servers write a few entries at the same time, so that their clock times may stand out of order by moments. */
const OUT_OF_ORDER_SECONDS = 10;

/** What happened after the archive was complete, to go into it. */
export interface Continuation {
  /** Oplog entries, one after the other. */
  entries: Readable;
  /** Where the archive ends; entries up to here are in it. */
  after: Position;
  /** The last entry written at or before this time is the last one taken. */
  until: Date;
  /** The last of the entries, to know that all could be read. */
  end: Position;
}

/**
 * Makes an archive of a base backup and what followed, for `mongorestore --oplogReplay`, without what the server keeps
 * for itself. As one archive, because then one run of mongorestore sees transactions and changes of indexes whole.
 *
 * @returns the last entry taken from the continuation, if any
 */
export async function spliceArchive(
  from: Readable,
  to: Writable,
  continuation?: Continuation,
): Promise<OplogTime | undefined> {
  const parser = new ArchiveParser();
  const crc = new Crc64();
  let last: OplogTime | undefined;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (const part of parser.push(chunk)) {
      if (isLeftOut(part)) continue;
      if (part.kind === 'segment' && part.namespace === OPLOG && part.ends) {
        if (continuation) last = await append(continuation, to, crc);
        await write(to, segmentHeader(true, crc.value()));
        continue;
      }
      if (part.kind === 'document' && part.namespace === OPLOG) crc.update(part.bytes);
      await write(to, part.bytes);
    }
  }
  parser.end();
  await finish(to);
  return last;
}

function isLeftOut(part: ArchivePart): boolean {
  if (!('namespace' in part)) return false;
  if (part.namespace !== OPLOG) return isOwn(part.namespace);
  return part.kind === 'document' && readOplogEntry(part.bytes).own;
}

/** Writes the entries as one more segment of the archive's oplog. */
async function append(continuation: Continuation, to: Writable, crc: Crc64): Promise<OplogTime | undefined> {
  let last: OplogTime | undefined;
  for await (const { bytes, entry } of entriesOf(continuation)) {
    if (!last) await write(to, segmentHeader(false, 0n));
    last = entry.at;
    if (entry.own) continue;
    crc.update(bytes);
    await write(to, bytes);
  }
  if (last) await write(to, TERMINATOR);
  return last;
}

/** The entries after `after`, up to the last one that was written at or before `until`. */
async function* entriesOf({
  entries,
  after,
  until,
  end,
}: Continuation): AsyncGenerator<{ bytes: Buffer; entry: OplogEntry }> {
  const splitter = new BsonSplitter();
  let later: { bytes: Buffer; entry: OplogEntry }[] = [];
  let reached = after;
  for await (const chunk of entries as AsyncIterable<Buffer>) {
    for (const bytes of splitter.push(chunk)) {
      const entry = readOplogEntry(bytes);
      if (compare(entry.at, after) <= 0) continue;
      reached = entry.at;
      const behind = Date.parse(entry.at.wall) - until.getTime();
      if (behind > OUT_OF_ORDER_SECONDS * 1000) return;
      later.push({ bytes, entry });
      if (behind > 0) continue;
      yield* later;
      later = [];
    }
  }
  splitter.end();
  if (compare(reached, end) < 0) throw new Error('the oplog increments could not be read to their end');
}

function segmentHeader(ends: boolean, crc: bigint): Buffer {
  const header = { db: '', collection: 'oplog', EOF: ends, CRC: mongo.BSON.Long.fromBigInt(crc) };
  return Buffer.from(mongo.BSON.serialize(header));
}
