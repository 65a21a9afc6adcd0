import { findPeriod } from './find-period';

/** Repeats from which the typical one is taken. */
const REPEATS = 64;
/** Seconds over which a ride is compared with its regular part. */
const STEP = 16;
/** What the typical repeat may leave, in parts of what a line leaves. */
const LEFT_OVER = 1 / 3;

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

/**
 * Takes out of a ride, given by its running work, what repeats itself. Any answer would do; the closer, the less is left
 * to try. A period is only taken when it leaves far less than a line does.
 */
export function findRegularPart(sums: Float64Array): RegularPart {
  const line = partOf(meanSecond(sums), sums.length);
  const period = findPeriod(sums);
  if (period === 1) return line;
  const repeats = partOf(typicalCycle(sums, period), sums.length);
  return unevenness(sums, repeats) < LEFT_OVER * unevenness(sums, line) ? repeats : line;
}

function partOf(cycle: Float64Array, length: number): RegularPart {
  return {
    period: cycle.length - 1,
    heights: repeat(cycle, cycle, length),
    most: repeat(mostInCycle(cycle), cycle, length),
  };
}

/** How far the ride moves away from its regular part within some seconds, summed over the ride. */
function unevenness(sums: Float64Array, { heights }: RegularPart): number {
  let total = 0;
  for (let i = STEP; i < sums.length; i += STEP) {
    total += Math.abs(sums[i]! - heights[i]! - (sums[i - STEP]! - heights[i - STEP]!));
  }
  return total;
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
      const rise = top - cycle[start]!;
      if (rise > most[d]!) most[d] = rise;
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
