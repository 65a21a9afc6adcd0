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
  /** Digits of the differences, a plane for each weight, the lowest first. */
  planes: readonly Int8Array[];
  /** Expected steps by index, for the speed predictor. */
  steps: Int32Array | null;
}

/**
 * Fills `values`, which must be longer than the seeds. Reading a ride is as fast as the loops at the end of this file,
 * so each leaves out what its columns do not need, and takes plain numbers that V8 keeps in registers.
 */
export function unfold(folded: FoldedCounts, values: Float64Array): void {
  const { quantum, predictor, first, second, planes } = folded;
  const { multiplier, divisor, offset } = quantum;
  const plain = multiplier === 1 && offset === 0;
  const perUnit = plain ? divisor : 1;
  const linear = predictor === Predictor.linear;
  values[0] = first / perUnit;
  if (linear) values[1] = (first + second) / perUnit;
  const seeds = seedsOf(predictor);
  const target = values.subarray(seeds);
  const nothing = zeros(target.length);
  const none = new Int8Array(nothing.buffer, 0, target.length);
  const [low = none, high, ...higher] = planes;
  const carried = linear ? -1 : 0;
  if (folded.steps || higher.length > 0) {
    const steps = withHigherDigits(folded.steps?.subarray(seeds) ?? nothing, higher);
    addUpWithSteps(low, high ?? none, steps, carried, first, second, perUnit, target);
  } else if (high) addUpTwoDigits(low, high, carried, first, second, perUnit, target);
  else addUpOneDigit(low, carried, first, second, perUnit, target);
  if (!plain) for (let index = 0; index < values.length; index++) scale(values, index, quantum);
}

function scale(values: Float64Array, index: number, { multiplier, divisor, offset }: Quantum): void {
  values[index] = ((values[index] as number) * multiplier) / divisor + offset;
}

/** Third and fourth digits are rare; they are added to the expected steps. */
function withHigherDigits(expected: Int32Array, [third, fourth]: Int8Array[]): Int32Array {
  if (!third) return expected;
  return expected.map((step, index) => step + ((third[index] as number) << 16) + ((fourth?.[index] ?? 0) << 24));
}

/** Never written to, so one for all. */
let sharedZeros = new Int32Array(0);

function zeros(length: number): Int32Array {
  if (sharedZeros.length < length) sharedZeros = new Int32Array(length);
  return sharedZeros.subarray(0, length);
}

/** @param carried -1 where a step goes on as the one before, 0 where it starts anew */
function addUpOneDigit(
  low: Int8Array,
  carried: number,
  first: number,
  second: number,
  perUnit: number,
  target: Float64Array,
): void {
  let step = second;
  let count = second;
  for (let index = 0; index < low.length; index++) {
    step = ((step & carried) + (low[index] as number)) | 0;
    count = (count + step) | 0;
    target[index] = (first + count) / perUnit;
  }
}

function addUpTwoDigits(
  low: Int8Array,
  high: Int8Array,
  carried: number,
  first: number,
  second: number,
  perUnit: number,
  target: Float64Array,
): void {
  let step = second;
  let count = second;
  for (let index = 0; index < low.length; index++) {
    const difference = (low[index] as number) + ((high[index] as number) << 8);
    step = ((step & carried) + difference) | 0;
    count = (count + step) | 0;
    target[index] = (first + count) / perUnit;
  }
}

function addUpWithSteps(
  low: Int8Array,
  high: Int8Array,
  steps: Int32Array,
  carried: number,
  first: number,
  second: number,
  perUnit: number,
  target: Float64Array,
): void {
  let step = second;
  let count = second;
  for (let index = 0; index < low.length; index++) {
    const difference = (low[index] as number) + ((high[index] as number) << 8) + (steps[index] as number);
    step = ((step & carried) + difference) | 0;
    count = (count + step) | 0;
    target[index] = (first + count) / perUnit;
  }
}
