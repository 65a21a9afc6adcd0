import { type Readable, type Writable } from 'node:stream';

import { readOplogEntry } from '../oplog/oplog-entry';
import { type OplogTime } from '../oplog/position';
import { ArchiveParser, OPLOG } from './archive-parser';
import { finish, write } from './write';

/** What an archive turned out to hold. */
export interface ArchiveReport {
  mongodb: string;
  mongodump: string;
  /** The archive stands for the database as it was at `end`: what happened since `start` is in it. */
  oplog: { start: OplogTime; end: OplogTime; entries: number };
}

/**
 * Hands an archive on as it is, and reads along.
 *
 * @param progress is told the bytes so far
 * @throws Error where it is not complete, or has no oplog
 */
export async function watchArchive(
  from: Readable,
  to: Writable,
  progress: (bytes: number) => void,
): Promise<ArchiveReport> {
  const parser = new ArchiveParser();
  let versions: { server: string; tool: string } | undefined;
  let start: OplogTime | undefined;
  let last: Buffer | undefined;
  let entries = 0;
  let bytes = 0;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (const part of parser.push(chunk)) {
      if (part.kind === 'versions') versions = part;
      if (part.kind !== 'document' || part.namespace !== OPLOG) continue;
      start ??= readOplogEntry(part.bytes).at;
      last = part.bytes;
      entries += 1;
    }
    bytes += chunk.length;
    progress(bytes);
    await write(to, chunk);
  }
  parser.end();
  await finish(to);
  if (!versions || !start || !last) throw new Error('the archive has no oplog: was mongodump told --oplog?');
  return {
    mongodb: versions.server,
    mongodump: versions.tool,
    oplog: { start, end: readOplogEntry(last).at, entries },
  };
}
