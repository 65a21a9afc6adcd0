import { RECORD_DURATIONS, RECORD_METRICS, type RecordMetric } from './records';
import { runningSums, type RunningSums } from './running-sums';
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
      const start = bestWindow(values, sums, silences, duration);
      if (start === null) continue;
      const value = sumOf(values, start, duration) / duration;
      efforts.push({ metric, duration, value, startOffset: offsetOf(series, start) });
    }
  }
  return efforts;
}

function bestWindow(
  values: Float64Array,
  { sums, reliableFrom }: RunningSums,
  silences: Uint32Array | null,
  duration: number,
): number | null {
  let best = -Infinity;
  let bestStart: number | null = null;
  for (let start = 0, end = duration; end < sums.length; start++, end++) {
    if (silences !== null && silences[end] !== silences[start]) continue;
    const sum = duration >= reliableFrom ? sums[end]! - sums[start]! : sumOf(values, start, duration);
    if (sum > best) {
      best = sum;
      bestStart = start;
    }
  }
  return bestStart;
}

function runningSilences(values: Float64Array): Uint32Array {
  const silences = new Uint32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) silences[i + 1] = silences[i]! + (Number.isNaN(values[i]!) ? 1 : 0);
  return silences;
}

function sumOf(values: Float64Array, start: number, duration: number): number {
  let sum = 0;
  for (let i = start; i < start + duration; i++) {
    const value = values[i]!;
    if (value > 0) sum += value;
  }
  return sum;
}
