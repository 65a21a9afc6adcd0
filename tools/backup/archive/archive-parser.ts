import { mongo } from 'mongoose';

import { BsonSplitter, isTerminator } from './bson-splitter';

const MAGIC = 0x8199e26d;

/** The namespace in which mongodump keeps the oplog entries of the time that it took. */
export const OPLOG = '.oplog';

/** One part of an archive; `bytes` is what it was read from. */
export type ArchivePart =
  /** Magic number, terminators: nothing to look into. */
  | { kind: 'frame'; bytes: Buffer }
  /** Versions of server and tool. */
  | { kind: 'versions'; bytes: Buffer; server: string; tool: string }
  /** A collection that will come, with its options and indexes. */
  | { kind: 'collection'; bytes: Buffer; namespace: string }
  /** The documents up to the next terminator belong to this collection; at its end, there are none. */
  | { kind: 'segment'; bytes: Buffer; namespace: string; ends: boolean; crc: bigint }
  | { kind: 'document'; bytes: Buffer; namespace: string }
  | { kind: 'segment-end'; bytes: Buffer; namespace: string };

interface Header {
  db: string;
  collection: string;
  EOF: boolean;
  CRC: bigint;
}

/** Reads what `mongodump --archive` writes, without gzip: a prelude of metadata, then the collections, interleaved. */
export class ArchiveParser {
  private readonly splitter = new BsonSplitter();
  private readonly open = new Set<string>();
  private place: 'magic' | 'versions' | 'prelude' | 'between' | 'segment' = 'magic';
  private head = Buffer.alloc(0);
  private namespace = '';

  /** @throws Error where the bytes are no archive */
  *push(chunk: Buffer): Generator<ArchivePart> {
    let bytes = chunk;
    if (this.place === 'magic') {
      this.head = Buffer.concat([this.head, chunk]);
      if (this.head.length < 4) return;
      if (this.head.readUInt32LE(0) !== MAGIC) throw new Error('this is no archive of mongodump');
      this.place = 'versions';
      yield { kind: 'frame', bytes: this.head.subarray(0, 4) };
      bytes = this.head.subarray(4);
    }
    for (const piece of this.splitter.push(bytes)) yield isTerminator(piece) ? this.terminate(piece) : this.read(piece);
  }

  /** @throws Error when the archive ended before it was complete */
  end(): void {
    this.splitter.end();
    if (this.place !== 'between') throw new Error('the archive is damaged: it ends too early');
    if (this.open.size > 0) throw new Error(`the archive is damaged: ${[...this.open].join(', ')} has no end`);
  }

  private terminate(bytes: Buffer): ArchivePart {
    const { namespace, place } = this;
    this.place = 'between';
    return place === 'segment' ? { kind: 'segment-end', bytes, namespace } : { kind: 'frame', bytes };
  }

  private read(bytes: Buffer): ArchivePart {
    if (this.place === 'versions') {
      this.place = 'prelude';
      const { server_version: server, tool_version: tool } = read<Record<string, string>>(bytes);
      return { kind: 'versions', bytes, server: String(server), tool: String(tool) };
    }
    if (this.place === 'segment') return { kind: 'document', bytes, namespace: this.namespace };
    const { db, collection, EOF: ends, CRC: crc } = read<Header>(bytes);
    const namespace = `${db}.${collection}`;
    if (this.place === 'prelude') {
      this.open.add(namespace);
      return { kind: 'collection', bytes, namespace };
    }
    this.place = 'segment';
    this.namespace = namespace;
    if (ends) this.open.delete(namespace);
    return { kind: 'segment', bytes, namespace, ends, crc };
  }
}

const read = <Shape>(bytes: Buffer): Shape => mongo.BSON.deserialize(bytes, { useBigInt64: true }) as Shape;
