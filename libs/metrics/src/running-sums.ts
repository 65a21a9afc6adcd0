import { type Kernel } from './kernel/kernel';

/**
 * Not even the largest value all the time may sum up to more than this in scaled units: then every sum, and every line laid
 * over sums, is an exact integer.
 */
const LARGEST_SUM = 2 ** 52;

/** A mean may be off by this much at most. */
const TOLERANCE = 1e-9;

/** The sums of the first 0, 1, 2, … values of a channel, as whole numbers of 1/scale. */
export interface RunningSums {
  /** `(sums[end] - sums[start]) / scale` is the sum of the values start…end − 1. Integers that never fall. */
  sums: Float64Array;
  /** 1 when all values are integers, else a power of two. */
  scale: number;
  /** By how many units a sum of values may be off for each of them; 0 when the sums are exact. */
  tolerance: number;
  /**
   * From this many values on the mean from these sums is exact to 1e-9; shorter windows are to be summed afresh. 1 when the
   * sums are exact, which they are for integers and for fractions of a power of two.
   */
  reliableFrom: number;
}

/**
 * Sums up a channel so that differences lose nothing. Plain floating-point sums would: after a day at 250 W their last
 * bit stands for 4e-9 J.
 *
 * @param values none below 0; NaN counts as 0
 * @param kernel laid out for as many; the sums are its own, and good until it is laid out again
 */
export function runningSums(values: Float64Array, kernel: Kernel): RunningSums {
  const { sums } = kernel;
  if (kernel.sumUp(values)) return { sums, scale: 1, tolerance: 0, reliableFrom: 1 };
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > largest) largest = values[i]!;
  const scale = 2 ** Math.min(52, Math.floor(Math.log2(LARGEST_SUM / (largest * values.length))));
  const exact = scaleSums(values, scale, sums);
  const tolerance = exact ? 0 : TOLERANCE * scale;
  return { sums, scale, tolerance, reliableFrom: exact ? 1 : Math.ceil(1 / tolerance) };
}

/**
 * Whole units and the fractions of units are summed on their own, the former without an error, the latter with one far below
 * a unit. So each sum is rounded once, and a window is off by at most one unit.
 */
function scaleSums(values: Float64Array, scale: number, sums: Float64Array): boolean {
  let units = 0;
  let fractions = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! * scale;
    if (value > 0) {
      const whole = Math.floor(value);
      units += whole;
      fractions += value - whole;
    }
    sums[i + 1] = units + Math.floor(fractions + 0.5);
  }
  return fractions === 0;
}
