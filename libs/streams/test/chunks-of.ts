import { mongo } from 'mongoose';

import { decodeTelemetry, type TelemetryColumns } from '#telemetry';

import { type Gatherer } from '../src/ingest/gatherer';

/** A chunk as it would be found in MongoDB. */
export interface WrittenChunk {
  _id: string;
  streamId: string;
  userId: string;
  firstLogId: string;
  lastLogId: string;
  points: number;
  columns: TelemetryColumns;
  createdAt: Date;
}

/** All that a gatherer would write. */
export function chunksOf(gatherer: Gatherer): WrittenChunk[] {
  const all: WrittenChunk[] = [];
  for (const { bson, chunks, points } of gatherer.chunks()) {
    const found = readDocuments(bson);
    const sum = found.reduce((total, chunk) => total + chunk.points, 0);
    if (found.length !== chunks || sum !== points) throw new Error(`${chunks} chunks, ${points} points were promised`);
    all.push(...found);
  }
  return all;
}

function readDocuments(bson: Uint8Array): WrittenChunk[] {
  const found: WrittenChunk[] = [];
  const bytes = Buffer.from(bson.buffer, bson.byteOffset, bson.length);
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readInt32LE(at);
    const document = mongo.BSON.deserialize(Buffer.from(bytes.subarray(at, at + size)), { promoteBuffers: true });
    const { _id, streamId, userId, data, ...rest } = document as Stored;
    const ids = { _id: _id.toHexString(), streamId: streamId.toHexString(), userId: userId.toHexString() };
    found.push({ ...ids, ...rest, columns: decodeTelemetry(data) });
    at += size;
  }
  return found;
}

type Id = '_id' | 'streamId' | 'userId';
type Stored = Omit<WrittenChunk, Id | 'columns'> & Record<Id, mongo.ObjectId> & { data: Buffer };
