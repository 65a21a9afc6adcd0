import { RECORD_DURATIONS, RECORD_METRICS, type RecordMetric } from './records';
import { offsetOf, type RideSeries } from './series';

/** The best mean of one channel over one duration. */
export interface BestEffort {
  metric: RecordMetric;
  /** s */
  duration: number;
  /** Mean over the window, unrounded, in the unit of the channel. */
  value: number;
  /** Where the window starts (the earliest of equal ones): seconds since the first second of the ride, by the clock. */
  startOffset: number;
}

/**
 * The best efforts of a ride at the given durations, as far as it reaches them. Power counts a pause or a silence as
 * 0 W; in every other channel a window with a pause or a silence in it does not count.
 */
export function bestEfforts(series: RideSeries, durations: readonly number[] = RECORD_DURATIONS): BestEffort[] {
  const efforts: BestEffort[] = [];
  for (const metric of RECORD_METRICS) {
    const values = series.channels[metric];
    if (!values) continue;
    const sums = runningSums(values);
    const silences = metric === 'power' ? null : runningSilences(values);
    for (const duration of durations) {
      const start = bestWindow(sums, silences, duration);
      if (start === null) continue;
      // Summed afresh: differences of long running sums would carry their rounding errors into the record.
      const value = meanOf(values, start, duration);
      efforts.push({ metric, duration, value, startOffset: offsetOf(series, start) });
    }
  }
  return efforts;
}

function bestWindow(sums: Float64Array, silences: Uint32Array | null, duration: number): number | null {
  let best = -Infinity;
  let bestStart: number | null = null;
  for (let start = 0, end = duration; end < sums.length; start++, end++) {
    const sum = sums[end]! - sums[start]!;
    if (sum > best && (silences === null || silences[end] === silences[start])) {
      best = sum;
      bestStart = start;
    }
  }
  return bestStart;
}

function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sums[i + 1] = sums[i]! + (Number.isNaN(value) ? 0 : value);
  }
  return sums;
}

function runningSilences(values: Float64Array): Uint32Array {
  const silences = new Uint32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) silences[i + 1] = silences[i]! + (Number.isNaN(values[i]!) ? 1 : 0);
  return silences;
}

function meanOf(values: Float64Array, start: number, duration: number): number {
  let sum = 0;
  for (let i = start; i < start + duration; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) sum += value;
  }
  return sum / duration;
}
