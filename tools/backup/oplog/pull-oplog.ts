import { type Writable } from 'node:stream';

import { mongo } from 'mongoose';

import { write } from '../archive/write';
import { type Backups } from '../folder/backup-folder';
import { readOplogEntry } from './oplog-entry';
import { compare, type OplogTime, type Position, positionOf, timestampOf } from './position';

/** What was taken out of the oplog: everything after one entry, up to and including another. */
export interface OplogReport {
  after: OplogTime;
  end: OplogTime;
  entries: number;
  /** Where it could not go on from, because the oplog does not reach back so far any more. */
  lost: OplogTime | null;
}

/**
 * Where the archive of the oplog may go on: after the last increment, else at the beginning of a base backup.
 * @throws Error where there is nothing to go on from
 */
function beginnings({ bases, increments }: Backups): OplogTime[] {
  const last = increments.at(-1)?.end;
  const starts = bases.map(({ oplog }) => oplog.start).filter((start) => !last || compare(start, last) > 0);
  if (!last && starts.length === 0) throw new Error('there is no base backup to go on from: take one with backup.sh');
  return last ? [last, ...starts] : starts;
}

/**
 * Writes what the oplog has got since the last increment, as far as a majority of the replica set has it: nothing that
 * an election could still undo.
 *
 * @throws Error when the oplog does not reach back to the last increment, nor to a base backup taken since
 */
export async function pullOplog(client: mongo.MongoClient, backups: Backups, to: Writable): Promise<OplogReport> {
  const until = await majorityPoint(client);
  const from = beginnings(backups);
  for (const after of from) {
    const report = await pull(client, after, until, to);
    if (report) return { ...report, lost: after === from[0] ? null : (from[0] ?? null) };
  }
  throw new Error(
    `the oplog does not reach back to ${from[0]?.wall}, where the archive ends: take a new base backup with backup.sh, from which the archive then goes on; run oplog-archive.sh more often, or give MongoDB a larger oplog`,
  );
}

async function majorityPoint(client: mongo.MongoClient): Promise<mongo.Timestamp> {
  const hello = await client.db('admin').command({ hello: 1 });
  const { majorityOpTime } = (hello['lastWrite'] ?? {}) as { majorityOpTime?: { ts: mongo.Timestamp } };
  if (!majorityOpTime) throw new Error('this MongoDB is no replica set, and has no oplog');
  return majorityOpTime.ts;
}

async function pull(client: mongo.MongoClient, after: OplogTime, until: mongo.Timestamp, to: Writable) {
  const oplog = client.db('local').collection('oplog.rs');
  const range = { ts: { $gte: timestampOf(after), $lte: until } };
  const cursor = oplog.find(range, { raw: true, sort: { $natural: 1 } });
  let last: Buffer | undefined;
  let entries = -1;
  for await (const entry of cursor as unknown as AsyncIterable<Buffer>) {
    if (++entries > 0) await write(to, entry);
    else if (!isAt(entry, after)) return null;
    last = Buffer.from(entry);
  }
  return last ? { after, end: readOplogEntry(last).at, entries } : null;
}

function isAt(entry: Buffer, position: Position): boolean {
  const { ts } = mongo.BSON.deserialize(entry) as { ts: mongo.Timestamp };
  return compare(positionOf(ts), position) === 0;
}
