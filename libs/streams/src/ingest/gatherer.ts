import { randomBytes } from 'node:crypto';

import { CHANNELS, compressBody, type FileWriter } from '#telemetry';

import { type NewChunks } from '../chunks/chunk-store';
import { KernelMemory } from '../kernel-memory';
import { KERNEL } from './gatherer-code';
import { type LogRecord } from './log-record';

/** See kernel/index.ts. Places are those of its memory, in bytes. */
interface Kernel extends FileWriter {
  points: WebAssembly.Global;
  streams: WebAssembly.Global;
  clear(): void;
  textRoom(length: number): number;
  entryIdRoom(entry: number, length: number): number;
  addBlock(length: number, entry: number): number;
  addRecord(
    nameLength: number,
    sequence: number,
    arrival: number,
    ordinal: number,
    rows: number,
    entry: number,
  ): number;
  describe(from: number, to: number): number;
  descriptionAt(): number;
  beginIds(random: number): void;
  beginDocuments(): void;
  documentsAt(): number;
  documentsLength(): number;
  pointsOf(stream: number): number;
  streamPlace(stream: number): number;
  encodeStream(stream: number): number;
  endStream(stream: number, packed: number, now: number): void;
}

const ID_LENGTH = 24;
/** Of the ids that a kernel makes, in bytes. */
const RANDOM_BYTES = 5;
/** Numbers of a row at the most, its timestamp and every channel; the arrival of the point stands behind them. */
const ROW_WIDTH = CHANNELS.length + 1;
/** Compressing a chunk of a few points takes longer than all else that is done for it, and it is not kept for long. */
const WORTH_COMPRESSING = 2_048;
/** Of documents that are inserted at once: one command must stay below 48 MB. */
const MOST_BYTES = 2 ** 22;
/** What an uncommonly large flush took of memory is not kept after it. */
const KEPT_BYTES = 2 ** 22;

let compiled: WebAssembly.Module | null = null;

/**
 * Gathers points by stream in one block of memory, where they are read, and makes chunks of them there. As objects they would be
 * moved about by every garbage collection until they are written, which took longer than all else that a worker does
 * with them.
 */
export class Gatherer {
  private kernel = instantiate();
  private memory = new KernelMemory(this.kernel.memory);

  get points(): number {
    return this.kernel.points.value;
  }

  /** How many streams the points are of. */
  get streams(): number {
    return this.kernel.streams.value;
  }

  clear(): void {
    if (this.kernel.memory.buffer.byteLength <= KEPT_BYTES) return this.kernel.clear();
    this.kernel = instantiate();
    this.memory = new KernelMemory(this.kernel.memory);
  }

  /**
   * Takes a block as the service itself writes it: JSON without blanks, and numbers without exponents.
   * @param entry number of its log entry
   * @returns how many records; 0 for a block that is written in any other way, or damaged: it has to be looked at properly,
   * and nothing of it was taken
   */
  addBlock(block: Buffer, entry: number): number {
    const at = this.kernel.textRoom(block.length);
    block.copy(this.memory.bytes, at);
    return this.kernel.addBlock(block.length, entry);
  }

  /** @param entry number of its log entry */
  addRecord({ streamId, userId, streamName, sequence, arrival, ordinal, rows }: LogRecord, entry: number): void {
    const text = Buffer.from(streamId + userId + streamName);
    const textAt = this.kernel.textRoom(text.length);
    text.copy(this.memory.bytes, textAt);
    const nameLength = text.length - 2 * ID_LENGTH;
    const at = this.kernel.addRecord(nameLength, sequence, arrival, ordinal, rows.length, entry);
    const cells = new Float64Array(this.kernel.memory.buffer, at, rows.length * (ROW_WIDTH + 1));
    rows.forEach((row, index) => {
      const start = index * (ROW_WIDTH + 1);
      for (let cell = 0; cell < ROW_WIDTH; cell += 1) cells[start + cell] = row[cell] ?? NaN;
    });
  }

  /** @param logId of a log entry whose records were taken */
  nameEntry(entry: number, logId: string): void {
    const at = this.kernel.entryIdRoom(entry, logId.length);
    this.memory.bytes.write(logId, at, 'latin1');
  }

  /** What the scripts of Redis are told of the streams `from` … `to − 1`: see kernel/description.ts. */
  describe(from: number, to: number): Buffer {
    const length = this.kernel.describe(from, to);
    const at = this.kernel.descriptionAt();
    return Buffer.from(this.memory.bytes.subarray(at, at + length));
  }

  /** Of the stream of that number. */
  idsOf(stream: number): { streamId: string; userId: string } {
    const at = this.kernel.streamPlace(stream);
    const id = (place: number): string => this.memory.bytes.toString('latin1', place, place + ID_LENGTH);
    return { streamId: id(at), userId: id(at + ID_LENGTH) };
  }

  /**
   * A chunk of each stream, with its points in the telemetry format, with arrivals, in the order in which they were taken; in
   * parts that can be inserted at once. A part lies in memory of the gatherer, and is good until the next is asked for.
   */
  *chunks(): Generator<NewChunks> {
    const now = Date.now();
    let [chunks, points] = [0, 0];
    this.kernel.beginDocuments();
    for (let stream = 0; stream < this.streams; stream += 1) {
      const isWorthIt = this.kernel.encodeStream(stream) >= WORTH_COMPRESSING;
      this.kernel.endStream(stream, isWorthIt ? compressBody(this.kernel) : 0, now);
      chunks += 1;
      points += this.kernel.pointsOf(stream);
      if (this.kernel.documentsLength() < MOST_BYTES) continue;
      yield { bson: this.documents(), chunks, points };
      [chunks, points] = [0, 0];
      this.kernel.beginDocuments();
    }
    if (chunks > 0) yield { bson: this.documents(), chunks, points };
  }

  private documents(): Buffer {
    const at = this.kernel.documentsAt();
    return this.memory.bytes.subarray(at, at + this.kernel.documentsLength());
  }
}

function instantiate(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  const kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
  kernel.clear();
  kernel.beginIds(randomBytes(RANDOM_BYTES).readUIntBE(0, RANDOM_BYTES));
  return kernel;
}
