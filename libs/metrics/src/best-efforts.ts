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
      if (start < 0) continue;
      const value = sumOf(values, start, duration) / duration;
      efforts.push({ metric, duration, value, startOffset: offsetOf(series, start) });
    }
  }
  return efforts;
}

/** Where the best window starts, the earliest of equal ones; −1 where none counts. */
function bestWindow(
  values: Float64Array,
  { sums, reliableFrom }: RunningSums,
  silences: Uint32Array | null,
  duration: number,
): number {
  const reliable = duration >= reliableFrom;
  if (reliable && silences === null) return highestRise(sums, duration);
  let best = -1;
  let bestStart = -1;
  for (let start = 0, end = duration; end < sums.length; start++, end++) {
    if (silences !== null && silences[end] !== silences[start]) continue;
    const sum = reliable ? sums[end]! - sums[start]! : sumOf(values, start, duration);
    if (sum > best) {
      best = sum;
      bestStart = start;
    }
  }
  return bestStart;
}

/** The first start of the highest rise over `duration`. Four starts share one branch, which halves the time. */
function highestRise(sums: Float64Array, duration: number): number {
  const starts = sums.length - duration;
  let best = -1;
  let bestStart = -1;
  for (let four = 0; four < starts; four += 4) {
    const end = four + duration;
    const lower =
      four + 4 <= starts &&
      sums[end]! - sums[four]! <= best &&
      sums[end + 1]! - sums[four + 1]! <= best &&
      sums[end + 2]! - sums[four + 2]! <= best &&
      sums[end + 3]! - sums[four + 3]! <= best;
    if (lower) continue;
    const last = four + 4 <= starts ? four + 4 : starts;
    for (let start = four; start < last; start++) {
      const rise = sums[start + duration]! - sums[start]!;
      if (rise > best) {
        best = rise;
        bestStart = start;
      }
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
