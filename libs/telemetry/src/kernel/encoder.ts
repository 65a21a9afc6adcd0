import { zstdCompressSync } from 'node:zlib';

import { KERNEL } from './encoder-code';

/** What a kernel has that writes files, once the columns of one are written. Places are those of its memory. */
export interface FileWriter {
  memory: WebAssembly.Memory;
  bodyAt(): number;
  bodyLength(): number;
}

/** Writes them column by column; see kernel/encode/index.ts. */
export interface Encoder extends FileWriter {
  begin(rows: number): number;
  writeColumn(column: number): void;
  finish(packed: number): number;
  /** Where the finished file begins. */
  start: WebAssembly.Global;
}

/** What a long ride took of memory is not kept after it: this is enough for one of 12 hours. */
const KEPT_BYTES = 2 ** 22;

let compiled: WebAssembly.Module | null = null;
let kept: Encoder | null = null;

/** One for the next ride. It is one thread's, and good until somebody else asks for one. */
export function anEncoder(): Encoder {
  if (kept && kept.memory.buffer.byteLength <= KEPT_BYTES) return kept;
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  kept = new WebAssembly.Instance(compiled).exports as unknown as Encoder;
  return kept;
}

/**
 * Compresses the columns that were written, where they are.
 * @returns how long they are then, or 0 when they were left as they are, since that would not have paid
 */
export function compressBody(writer: FileWriter): number {
  const body = new Uint8Array(writer.memory.buffer, writer.bodyAt(), writer.bodyLength());
  const packed = zstdCompressSync(body, { chunkSize: body.length });
  if (packed.length + 4 >= body.length) return 0;
  body.set(packed);
  return packed.length;
}
