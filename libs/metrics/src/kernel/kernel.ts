import { BLOCK } from './block';
import { KERNEL } from './kernel-code';
import { type SlopeBounds } from '../most-work/slope-bounds';

/** What the compiled search offers; see kernel/index.ts. Arrays are given by where they lie in its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  sums: WebAssembly.Global;
  repeated: WebAssembly.Global;
  mostRegular: WebAssembly.Global;
  work: WebAssembly.Global;
  slopes: WebAssembly.Global;
  slopeOf: WebAssembly.Global;
  slopeEnds: WebAssembly.Global;
  slopeStarts: WebAssembly.Global;
  layOut(seconds: number): void;
  sumUp(): number;
  prepareSearch(period: number): void;
  searchDurations(first: number, last: number, slack: number, tilted: boolean): number;
  highestWindow(from: number, to: number, duration: number, hurdle: number): number;
}

/** The compiled search, laid out for one ride. It is one thread's, and good until the next ride is laid out. */
export interface Kernel {
  /** Running work P[0…n], to be filled in. */
  sums: Float64Array;
  /** S[0…n], its regular part, to be filled in where that has a period of more than a second. */
  repeated: Float64Array;
  /** The most that S rises over 0…n seconds, to be filled in. */
  mostRegular: Float64Array;
  /** By duration 0…n the most work found. */
  work: Float64Array;
  /** Room for what findSlopeBounds finds. */
  tilted: SlopeBounds;
  /**
   * Fills in `sums` of n values; what is not above 0 counts as 0.
   * @returns whether all of them are whole; if not, the sums are good for nothing
   */
  sumUp(values: Float64Array): boolean;
  /** To be called once `sums` and the regular part are filled in. @param period of the latter, s */
  prepareSearch(period: number): void;
  /**
   * Finds the most work of the durations `first`…`last`.
   * @param slack by how much a window must be better to count
   * @param tilted whether the slopes are filled in
   * @returns how many blocks of starts were left to try
   */
  searchDurations(first: number, last: number, slack: number, tilted: boolean): number;
  /**
   * The first of the windows of `duration` seconds that do the most, among those within the seconds `from`…`to − 1`. Needs
   * `sums` alone.
   * @param hurdle what it must do more than
   * @returns where it starts; −1 where none does
   */
  highestWindow(from: number, to: number, duration: number, hurdle: number): number;
}

/** Slopes at which blocks are compared. */
const SLOPES = 4;
/** What a long ride took of memory is not kept after it: this is enough for one of 12 hours. */
const KEPT_BYTES = 2 ** 21;

let compiled: WebAssembly.Module | null = null;
let kept: Exports | null = null;

/**
 * Makes room for a ride.
 *
 * @param seconds n, its length
 * @throws WebAssembly.RuntimeError when there is no memory left
 */
export function layOutKernel(seconds: number): Kernel {
  const kernel = kept ?? instantiate();
  kernel.layOut(seconds);
  const { buffer } = kernel.memory;
  kept = buffer.byteLength <= KEPT_BYTES ? kernel : null;
  const length = seconds + 1;
  const blocks = Math.ceil(length / BLOCK);
  const floats = (at: WebAssembly.Global, count: number): Float64Array => new Float64Array(buffer, at.value, count);
  const slopes = floats(kernel.slopes, SLOPES);
  const sums = floats(kernel.sums, length);
  return {
    sums,
    repeated: floats(kernel.repeated, length),
    mostRegular: floats(kernel.mostRegular, length),
    work: floats(kernel.work, length),
    tilted: {
      slopes,
      slopeOf: new Uint8Array(buffer, kernel.slopeOf.value, blocks),
      ends: floats(kernel.slopeEnds, blocks),
      starts: floats(kernel.slopeStarts, slopes.length * blocks),
    },
    sumUp: (values) => {
      sums.set(values, 1);
      return kernel.sumUp() !== 0;
    },
    prepareSearch: (period) => kernel.prepareSearch(period),
    searchDurations: (first, last, slack, withSlopes) => kernel.searchDurations(first, last, slack, withSlopes),
    highestWindow: (from, to, duration, hurdle) => kernel.highestWindow(from, to, duration, hurdle),
  };
}

function instantiate(): Exports {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  return new WebAssembly.Instance(compiled).exports as unknown as Exports;
}
