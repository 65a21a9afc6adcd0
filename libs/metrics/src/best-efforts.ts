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
    const stretches = metric === 'power' ? [{ from: 0, to: values.length }] : measuredStretches(values);
    for (const duration of durations) {
      const start = bestWindow(values, sums, stretches, duration);
      if (start < 0) continue;
      const value = sumOf(values, start, duration) / duration;
      efforts.push({ metric, duration, value, startOffset: offsetOf(series, start) });
    }
  }
  return efforts;
}

/** Seconds in a row, `to` excluded. */
interface Stretch {
  from: number;
  to: number;
}

/** Where the best window within a stretch starts, the earliest of equal ones; −1 where none is long enough. */
function bestWindow(values: Float64Array, running: RunningSums, stretches: Stretch[], duration: number): number {
  const search = duration >= running.reliableFrom ? highestRise : highestSum;
  let best = { sum: -1, start: -1 };
  for (const stretch of stretches) {
    if (stretch.to - stretch.from >= duration) best = search({ values, ...running, ...stretch }, duration, best);
  }
  return best.start;
}

interface Searched extends Stretch {
  values: Float64Array;
  sums: Float64Array;
}

interface Best {
  sum: number;
  start: number;
}

/** The first start of the highest rise above `best`. Four starts share one branch, which halves the time. */
function highestRise({ sums, from, to }: Searched, duration: number, best: Best): Best {
  const starts = to - duration + 1;
  let { sum, start } = best;
  for (let four = from; four < starts; four += 4) {
    const end = four + duration;
    const lower =
      four + 4 <= starts &&
      sums[end]! - sums[four]! <= sum &&
      sums[end + 1]! - sums[four + 1]! <= sum &&
      sums[end + 2]! - sums[four + 2]! <= sum &&
      sums[end + 3]! - sums[four + 3]! <= sum;
    if (lower) continue;
    const last = Math.min(four + 4, starts);
    for (let at = four; at < last; at++) {
      const rise = sums[at + duration]! - sums[at]!;
      if (rise > sum) {
        sum = rise;
        start = at;
      }
    }
  }
  return { sum, start };
}

/** The same with every window summed afresh, for those too short for rounded running sums. */
function highestSum({ values, from, to }: Searched, duration: number, best: Best): Best {
  let { sum, start } = best;
  for (let at = from; at + duration <= to; at++) {
    const window = sumOf(values, at, duration);
    if (window > sum) {
      sum = window;
      start = at;
    }
  }
  return { sum, start };
}

function measuredStretches(values: Float64Array): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && !Number.isNaN(values[i]!)) continue;
    if (i > from) stretches.push({ from, to: i });
    from = i + 1;
  }
  return stretches;
}

function sumOf(values: Float64Array, start: number, duration: number): number {
  let sum = 0;
  for (let i = start; i < start + duration; i++) {
    const value = values[i]!;
    if (value > 0) sum += value;
  }
  return sum;
}
