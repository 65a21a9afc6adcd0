import { Predictor, seedsOf } from './predictors';
import { type Quantum } from './quanta';

/** A column of counts as it is stored: its seeds, and the planes of differences from what was predicted. */
export interface FoldedCounts {
  quantum: Quantum;
  predictor: Predictor;
  /** The first count. */
  first: number;
  /** The second relative to the first, for the linear predictor. */
  second: number;
  /** Digits of the differences, the lowest plane first. */
  planes: Int8Array;
  /** Expected steps by index, for the speed predictor. */
  steps: Int32Array | null;
}

/** Fills `values`, which must be longer than the seeds. */
export function unfold(folded: FoldedCounts, values: Float64Array): void {
  const { quantum, predictor, first, second, planes } = folded;
  const { multiplier, divisor, offset } = quantum;
  const seeds = seedsOf(predictor);
  const linear = predictor === Predictor.linear;
  values[0] = (first * multiplier) / divisor + offset;
  if (linear) values[1] = ((first + second) * multiplier) / divisor + offset;
  const differences = values.length - seeds;
  const nothing = zeros(differences);
  const steps = withHigherDigits(folded.steps?.subarray(seeds) ?? nothing, planes);
  const low = planeOf(planes, 0, differences) ?? new Int8Array(nothing.buffer, 0, differences);
  const high = planeOf(planes, 1, differences) ?? new Int8Array(nothing.buffer, 0, differences);
  const target = values.subarray(seeds);
  // One loop serves all columns, where a loop for each sort would do less: V8 optimises it eleven times as soon.
  const carried = linear ? -1 : 0;
  let step = second;
  let count = second;
  for (let index = 0; index < differences; index++) {
    const digits = (low[index] as number) + ((high[index] as number) << 8);
    step = ((step & carried) + (steps[index] as number) + digits) | 0;
    count = (count + step) | 0;
    target[index] = ((first + count) * multiplier) / divisor + offset;
  }
}

function planeOf(planes: Int8Array, index: number, length: number): Int8Array | null {
  return planes.length >= (index + 1) * length ? planes.subarray(index * length, (index + 1) * length) : null;
}

/** Third and fourth digits are rare; they are added to the expected steps. */
function withHigherDigits(expected: Int32Array, planes: Int8Array): Int32Array {
  const third = planeOf(planes, 2, expected.length);
  const fourth = planeOf(planes, 3, expected.length);
  if (!third) return expected;
  return expected.map((step, index) => step + ((third[index] as number) << 16) + ((fourth?.[index] ?? 0) << 24));
}

/** Never written to, so one for all. */
let sharedZeros = new Int32Array(0);

function zeros(length: number): Int32Array {
  if (sharedZeros.length < length) sharedZeros = new Int32Array(length);
  return sharedZeros.subarray(0, length);
}
