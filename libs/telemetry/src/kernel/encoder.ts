import { zstdCompressSync } from 'node:zlib';

import { KERNEL } from './encoder-code';

/** What writes files column by column; see kernel/encode/index.ts. Places are those of its memory. */
export interface Encoder {
  memory: WebAssembly.Memory;
  /** Where the finished file begins. */
  start: WebAssembly.Global;
  begin(rows: number): number;
  writeColumn(column: number): void;
  bodyAt(): number;
  bodyLength(): number;
  finish(packed: number): number;
}

/** Shorter bodies are left as they are: compressing them costs time and saves nothing. */
const WORTH_COMPRESSING = 256;
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

/** Compresses the body if that pays. @returns the file whose columns were written, in memory of its own */
export function finishFile(encoder: Encoder): Buffer {
  const length = encoder.finish(encoder.bodyLength() < WORTH_COMPRESSING ? 0 : compressBody(encoder));
  return Buffer.from(new Uint8Array(encoder.memory.buffer, encoder.start.value, length));
}

/** @returns how long it is then, or 0 when it was left as it is */
function compressBody(encoder: Encoder): number {
  const body = new Uint8Array(encoder.memory.buffer, encoder.bodyAt(), encoder.bodyLength());
  const packed = zstdCompressSync(body, { chunkSize: body.length });
  if (packed.length + 4 >= body.length) return 0;
  body.set(packed);
  return packed.length;
}
