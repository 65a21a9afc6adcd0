import { findPeriod } from './find-period';

/** Repeats from which the typical one is taken. */
const REPEATS = 64;
/** Seconds over which a ride is compared with its regular part. */
const STEP = 16;
/** What the typical repeat may leave, in parts of what a line leaves. */
const LEFT_OVER = 1 / 3;

/**
 * The regular part of a ride: running work S[i] that rises alike in every period, S[i + period] = S[i] + S[period].
 * In a ride without a period it is a straight line, of the ride's mean power, with a period of one second.
 */
export interface RegularPart {
  /** S[0…period], whole numbers. */
  cycle: Float64Array;
  /** The most that S rises over d seconds, wherever they start, d = 0…period − 1. */
  most: Float64Array;
}

/**
 * Takes out of a ride, given by its running work, what repeats itself. Any answer would do; the closer, the less is left
 * to try. A period is only taken when it leaves far less than a line does.
 */
export function findRegularPart(sums: Float64Array): RegularPart {
  const seconds = sums.length - 1;
  const line = Float64Array.of(0, Math.round(sums[seconds]! / seconds));
  const period = findPeriod(sums);
  if (period === 1) return { cycle: line, most: line };
  const cycle = typicalCycle(sums, period);
  if (unevenness(sums, cycle) >= LEFT_OVER * unevenness(sums, line)) return { cycle: line, most: line };
  return { cycle, most: mostRise(cycle) };
}

/**
 * Fills the first `length` of `target` with `values`, given for one period, which go on in every further period higher by
 * the work of `cycle`.
 */
export function repeatCycle(target: Float64Array, length: number, values: Float64Array, cycle: Float64Array): void {
  const period = cycle.length - 1;
  const rise = cycle[period]!;
  for (let phase = 0, base = 0, i = 0; i < length; i++) {
    target[i] = base + values[phase]!;
    phase++;
    if (phase === period) {
      phase = 0;
      base += rise;
    }
  }
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

/** How far the ride moves away from its regular part within some seconds, summed over the ride. */
function unevenness(sums: Float64Array, cycle: Float64Array): number {
  const regular = new Float64Array(sums.length);
  repeatCycle(regular, sums.length, cycle, cycle);
  let total = 0;
  for (let i = STEP; i < sums.length; i += STEP) {
    total += Math.abs(sums[i]! - regular[i]! - (sums[i - STEP]! - regular[i - STEP]!));
  }
  return total;
}

function mostRise(cycle: Float64Array): Float64Array {
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
