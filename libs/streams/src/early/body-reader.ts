import { CHANNELS } from '#telemetry';

import { KernelMemory } from '../kernel-memory';
import { type PointRuns } from '../point-runs';
import { KERNEL } from './body-reader-code';

/** See kernel/early/index.ts. Places are those of its memory, in bytes. */
interface Kernel {
  memory: WebAssembly.Memory;
  /** Of the points that were read last; times in unix ms. */
  count: WebAssembly.Global;
  earliest: WebAssembly.Global;
  latest: WebAssembly.Global;
  runs: WebAssembly.Global;
  wordRoom(word: number, length: number): number;
  bodyRoom(length: number): number;
  messageAt(): number;
  readPoints(length: number, most: number): number;
  readMessage(length: number, mostBytes: number): number;
  runAt(run: number): number;
}

/** What the kernel knows by place: names of a point in the order of a row and then what apps send beside them, other words. */
const WORDS = ['timestamp', ...CHANNELS, 'elapsed', 'dataType', 'workout_metrics', 'points', 'message'];

/**
 * Reads points as riders' apps write them, straight from the bytes of JSON into what the script takes: no object, no array and
 * no number is made for a point, and its readings are copied as they stand. `telemetry-message.ts` says what a point is; what is
 * not plainly one is left to it.
 */
export class BodyReader {
  private readonly kernel: Kernel;
  private readonly memory: KernelMemory;

  constructor() {
    const javascript = { rewrite: (start: number, length: number, into: number) => this.rewrite(start, length, into) };
    const compiled = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
    this.kernel = new WebAssembly.Instance(compiled, { javascript }).exports as unknown as Kernel;
    this.memory = new KernelMemory(this.kernel.memory);
    WORDS.forEach((word, place) => {
      const at = this.kernel.wordRoom(place, word.length + 2);
      this.memory.bytes.write(`"${word}"`, at, 'latin1');
    });
  }

  /** @returns null where the body is not plainly `{"points":[…]}` with at most so many, each later than the one before */
  points(body: Uint8Array, most: number): PointRuns | null {
    this.put(body);
    return this.kernel.readPoints(body.length, most) ? this.take() : null;
  }

  /** @returns null where the body is not plainly `{"message":"{…}"}` with a point in it */
  message(body: Uint8Array, mostBytes: number): { text: string; runs: PointRuns } | null {
    this.put(body);
    const length = this.kernel.readMessage(body.length, mostBytes);
    if (length === 0) return null;
    const at = this.kernel.messageAt();
    return { text: this.text(at, at + length), runs: this.take() };
  }

  private put(body: Uint8Array): void {
    const at = this.kernel.bodyRoom(body.length);
    this.memory.bytes.set(body, at);
  }

  private take(): PointRuns {
    const { kernel } = this;
    const args: string[] = [];
    for (let run = 0; run < kernel.runs.value; run += 1) {
      const at = kernel.runAt(run);
      const { bytes } = this.memory;
      const number = (place: number): number => bytes.readInt32LE(at + place);
      const offsets = this.text(number(12), number(16));
      args.push(`${bytes.readDoubleLE(at)} ${number(8)} [${offsets}]`, this.text(number(20), number(24)));
    }
    return { count: kernel.count.value, earliest: kernel.earliest.value, latest: kernel.latest.value, args };
  }

  /** Writes a number as JavaScript does. @returns how long it is then; 0 where it is not finite */
  private rewrite(start: number, length: number, into: number): number {
    const value = Number(this.text(start, start + length));
    return Number.isFinite(value) ? this.memory.bytes.write(JSON.stringify(value), into, 'latin1') : 0;
  }

  private text(from: number, to: number): string {
    return this.memory.bytes.toString('latin1', from, to);
  }
}
