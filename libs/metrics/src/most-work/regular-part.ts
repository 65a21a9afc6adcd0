import { findPeriod } from './find-period';

/** Repeats from which the typical one is taken. */
const REPEATS = 64;

/**
 * The regular part of a ride: running work S[i] that rises alike in every period, S[i + period] = S[i] + S[period].
 * In a ride without a period it is a straight line, of the ride's mean power.
 */
export interface RegularPart {
  /** s; 1 for a line. */
  period: number;
  /** S[0…n], whole numbers. */
  heights: Float64Array;
  /** The most that S rises over d seconds, wherever they start, d = 0…n. */
  most: Float64Array;
}

/** Takes out of a ride, given by its running work, what repeats itself. Any answer would do; the closer, the less work. */
export function findRegularPart(sums: Float64Array): RegularPart {
  const period = findPeriod(sums);
  const cycle = period === 1 ? meanSecond(sums) : typicalCycle(sums, period);
  return {
    period,
    heights: repeat(cycle, cycle, sums.length),
    most: repeat(mostInCycle(cycle), cycle, sums.length),
  };
}

/** A cycle is running work over one period: one value more than it has seconds. */
function meanSecond(sums: Float64Array): Float64Array {
  const seconds = sums.length - 1;
  return Float64Array.of(0, Math.round(sums[seconds]! / seconds));
}

/** Second by second the median of the repeats, so that a pause or a sprint leaves no trace. */
function typicalCycle(sums: Float64Array, period: number): Float64Array {
  const repeats = Math.floor((sums.length - 1) / period);
  const values = new Float64Array(Math.min(repeats, REPEATS));
  const cycle = new Float64Array(period + 1);
  for (let phase = 0; phase < period; phase++) {
    for (let k = 0; k < values.length; k++) {
      const at = Math.floor((k * repeats) / values.length) * period + phase;
      values[k] = sums[at + 1]! - sums[at]!;
    }
    cycle[phase + 1] = cycle[phase]! + values.sort()[values.length >> 1]!;
  }
  return cycle;
}

function mostInCycle(cycle: Float64Array): Float64Array {
  const period = cycle.length - 1;
  const most = new Float64Array(cycle.length);
  for (let d = 1; d < period; d++) {
    for (let start = 0, end = d; start < period; start++, end++) {
      const top = end < period ? cycle[end]! : cycle[end - period]! + cycle[period]!;
      most[d] = Math.max(most[d]!, top - cycle[start]!);
    }
  }
  return most;
}

/** Goes on with the first period of `values`, each time higher by the work of a cycle. */
function repeat(values: Float64Array, cycle: Float64Array, length: number): Float64Array {
  const period = cycle.length - 1;
  const result = new Float64Array(length);
  for (let i = 0; i < length; i++) result[i] = i < period ? values[i]! : result[i - period]! + cycle[period]!;
  return result;
}
