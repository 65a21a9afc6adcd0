import { layOutKernel, type Kernel } from './kernel/kernel';
import { type MeanMaximalCurve } from './mean-maximal-curve';
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

/** Seconds in a row, `to` excluded. */
interface Stretch {
  from: number;
  to: number;
}

/** A window by what it sums up to, in the units of the running sums, and where it starts; −1 where there is none. */
interface Window {
  sum: number;
  start: number;
}

const NONE: Window = { sum: -1, start: -1 };

/**
 * The best efforts of a ride at the given durations, as far as it reaches them. Power counts a pause or a silence as
 * 0 W; in every other channel a window with a pause or a silence in it does not count.
 *
 * @param durations ascending
 * @param curve of the same ride, where it is known: then it need only be found where the efforts of power lie
 */
export function bestEfforts(
  series: RideSeries,
  durations: readonly number[] = RECORD_DURATIONS,
  curve: MeanMaximalCurve | null = null,
): BestEffort[] {
  const efforts: BestEffort[] = [];
  const kernel = layOutKernel(series.length);
  for (const metric of RECORD_METRICS) {
    const values = series.channels[metric];
    if (!values) continue;
    const running = runningSums(values, kernel);
    const whole = metric === 'power' || isWhole(series, metric);
    const stretches = whole ? [{ from: 0, to: values.length }] : measuredStretches(values);
    const known = metric === 'power' && running.reliableFrom === 1 ? curve : null;
    let before = NONE;
    for (const duration of durations) {
      const better =
        duration < running.reliableFrom
          ? highestAfresh(values, stretches, duration)
          : bestWindow(kernel, running, stretches, duration, before, known?.work[duration]);
      if (better.start < 0) continue;
      before = better;
      const value = meanOf(values, running, better, duration);
      efforts.push({ metric, duration, value, startOffset: offsetOf(series, better.start) });
    }
  }
  return efforts;
}

/**
 * The first of the best windows, which lies behind a hurdle from the beginning: it does no less than the best is known
 * to, or than the window around the best of a shorter duration. Whole numbers lie above a hurdle one lower if and only if they reach it.
 */
function bestWindow(
  kernel: Kernel,
  running: RunningSums,
  stretches: Stretch[],
  duration: number,
  shorter: Window,
  known?: number,
): Window {
  let best = NONE;
  for (const stretch of stretches) {
    if (stretch.to - stretch.from < duration) continue;
    let hurdle = best.sum;
    if (known !== undefined) hurdle = known * running.scale - 1;
    else if (shorter.start >= stretch.from && shorter.start < stretch.to) {
      const start = Math.min(shorter.start, stretch.to - duration);
      const reached = running.sums[start + duration]! - running.sums[start]! - 1;
      hurdle = Math.max(hurdle, reached);
    }
    const start = kernel.highestWindow(stretch.from, stretch.to, duration, hurdle);
    if (start >= 0) best = { sum: running.sums[start + duration]! - running.sums[start]!, start };
  }
  return best;
}

/** The same with every window summed afresh, for those too short for rounded running sums. */
function highestAfresh(values: Float64Array, stretches: Stretch[], duration: number): Window {
  let { sum, start } = NONE;
  for (const { from, to } of stretches) {
    for (let at = from; at + duration <= to; at++) {
      const window = sumOf(values, at, duration);
      if (window > sum) {
        sum = window;
        start = at;
      }
    }
  }
  return { sum, start };
}

/** Whether a channel was measured in every second of the ride. */
function isWhole({ quality }: RideSeries, metric: RecordMetric): boolean {
  return quality.secondsPaused === 0 && quality.valuesMissing?.[metric] === undefined;
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

function meanOf(values: Float64Array, running: RunningSums, { sum, start }: Window, duration: number): number {
  const exact = running.tolerance === 0;
  return (exact ? sum / running.scale : sumOf(values, start, duration)) / duration;
}

function sumOf(values: Float64Array, start: number, duration: number): number {
  let sum = 0;
  for (let i = start; i < start + duration; i++) {
    const value = values[i]!;
    if (value > 0) sum += value;
  }
  return sum;
}
