import { CHANNELS, type FileWriter, finishFile } from '#telemetry';

import { KernelMemory } from '../kernel-memory';
import { KERNEL } from './gatherer-code';
import { type LogRecord } from './log-record';

/** The points of one stream that wait to be written. */
export interface GatheredStream {
  /** Its place among the streams that were gathered with it. */
  index: number;
  streamId: string;
  userId: string;
  firstLogId: string;
  lastLogId: string;
  /** How many. */
  points: number;
}

/** See kernel/index.ts. Places are those of its memory, in bytes. */
interface Kernel extends FileWriter {
  points: WebAssembly.Global;
  streams: WebAssembly.Global;
  clear(): void;
  textRoom(length: number): number;
  addBlock(length: number, entry: number): number;
  addRecord(
    nameLength: number,
    sequence: number,
    arrival: number,
    ordinal: number,
    rows: number,
    entry: number,
  ): number;
  streamPlace(stream: number): number;
  describe(from: number, to: number): number;
  descriptionAt(): number;
  encodeStream(stream: number): void;
}

const ID_LENGTH = 24;
/** Numbers of a row at the most, its timestamp and every channel; the arrival of the point stands behind them. */
const ROW_WIDTH = CHANNELS.length + 1;
/** Where its numbers are in what the kernel knows of a stream. */
const Place = { firstEntry: 56, lastEntry: 60, points: 72 } as const;
/** Compressing a chunk of a few points takes longer than all else that is done for it, and it is not kept for long. */
const WORTH_COMPRESSING = 2_048;
/** What an uncommonly large flush took of memory is not kept after it. */
const KEPT_BYTES = 2 ** 22;

let compiled: WebAssembly.Module | null = null;

/**
 * Gathers points by stream in one block of memory, where they are read, and encodes them there. As objects they would be
 * moved about by every garbage collection until they are written, which took longer than all else that a worker does
 * with them.
 */
export class Gatherer {
  private kernel = instantiate();
  private memory = new KernelMemory(this.kernel.memory);

  get points(): number {
    return this.kernel.points.value;
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

  /** @param logIds of the entries, by their numbers */
  streams(logIds: readonly string[]): GatheredStream[] {
    const bytes = this.memory.bytes;
    return Array.from({ length: this.kernel.streams.value }, (_, index) => {
      const at = this.kernel.streamPlace(index);
      return {
        index,
        streamId: bytes.toString('latin1', at, at + ID_LENGTH),
        userId: bytes.toString('latin1', at + ID_LENGTH, at + 2 * ID_LENGTH),
        firstLogId: logIds[bytes.readInt32LE(at + Place.firstEntry)] ?? '',
        lastLogId: logIds[bytes.readInt32LE(at + Place.lastEntry)] ?? '',
        points: bytes.readInt32LE(at + Place.points),
      };
    });
  }

  /** What the scripts of Redis are told of the streams `from` … `to − 1`: see kernel/description.ts. */
  describe(from: number, to: number): Buffer {
    const length = this.kernel.describe(from, to);
    const at = this.kernel.descriptionAt();
    return Buffer.from(this.memory.bytes.subarray(at, at + length));
  }

  /** The points of a stream in the telemetry format, with arrivals, in the order in which they were taken. */
  encode({ index }: GatheredStream): Buffer {
    this.kernel.encodeStream(index);
    return finishFile(this.kernel, WORTH_COMPRESSING);
  }
}

function instantiate(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  const kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
  kernel.clear();
  return kernel;
}
