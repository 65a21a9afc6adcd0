import { layOutKernel } from './kernel/kernel';
import { mostWork } from './most-work/most-work';
import { runningSums, type RunningSums } from './running-sums';
import { type RideSeries } from './series';

/** The most work done in any window of d elapsed seconds, for every whole d. */
export interface MeanMaximalCurve {
  /** Longest duration, s: the seconds of the elapsed grid. */
  length: number;
  /**
   * `work[d]` is the most work (J) in any d seconds, d = 0…length; `work[d] / d` is the mean-maximal power (W). Exact
   * integers for integer power, else within 1e-9 W.
   */
  work: Float64Array;
}

/** Mean-maximal power (W) of d seconds; null where the ride has no such duration. */
export function meanMaximalPower(curve: MeanMaximalCurve, duration: number): number | null {
  const work = duration < 1 ? undefined : curve.work[duration];
  return work === undefined ? null : work / duration;
}

/**
 * The curve of a ride, for every whole second from 1 to its length. Pauses and seconds without power are 0 W. Null for a
 * ride without any power.
 */
export function meanMaximalCurve(series: RideSeries): MeanMaximalCurve | null {
  const { power } = series.channels;
  return power ? curveOf(power) : null;
}

/**
 * The curve of a series of power, one value (W, 0 or more) a second; NaN counts as 0.
 * How it is found exactly without trying every window: see mostWork.
 */
export function curveOf(power: Float64Array): MeanMaximalCurve {
  const kernel = layOutKernel(power.length);
  const running = runningSums(power, kernel);
  const work = mostWork(kernel, running.tolerance);
  if (running.scale !== 1) for (let d = 0; d < work.length; d++) work[d]! /= running.scale;
  refineShort(power, running, work);
  return { length: power.length, work };
}

/** Sums the windows afresh that are too short for the rounded running sums of fractional power. */
function refineShort(power: Float64Array, { reliableFrom }: RunningSums, work: Float64Array): void {
  const end = Math.min(reliableFrom, work.length);
  if (end <= 1) return;
  const done = new Float64Array(power.length);
  for (let d = 1; d < end; d++) {
    let most = 0;
    for (let start = 0; start + d <= power.length; start++) {
      const last = power[start + d - 1]!;
      if (last > 0) done[start]! += last;
      if (done[start]! > most) most = done[start]!;
    }
    work[d] = most;
  }
  for (let d = end; d < work.length && work[d]! < work[d - 1]!; d++) work[d] = work[d - 1]!;
}
