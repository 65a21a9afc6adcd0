import { type RideSeries } from './series';

/** The most work done in any window of d elapsed seconds, for every whole d. */
export interface MeanMaximalCurve {
  /** Longest duration, s: the seconds of the elapsed grid. */
  length: number;
  /** `work[d]` is the most work (J) in any d seconds, d = 0…length; `work[d] / d` is the mean-maximal power (W). */
  work: Float64Array;
}

/** Mean-maximal power (W) of d seconds; null where the ride has no such duration. */
export function meanMaximalPower(curve: MeanMaximalCurve, duration: number): number | null {
  if (duration < 1 || duration > curve.length) return null;
  return curve.work[duration]! / duration;
}

/** The curve of a ride: pauses and seconds without power are 0 W. Null for a ride without any power. */
export function meanMaximalCurve(series: RideSeries): MeanMaximalCurve | null {
  const power = series.channels.power;
  if (!power) return null;
  return {
    length: series.length,
    work: mostWork(power.map((watts) => (Number.isNaN(watts) ? 0 : watts))),
  };
}

/** `result[d]` = the largest sum of d neighbouring values, d = 0…n. */
export function mostWork(power: Float64Array): Float64Array {
  const sums = new Float64Array(power.length + 1);
  for (let i = 0; i < power.length; i++) sums[i + 1] = sums[i]! + power[i]!;
  const work = new Float64Array(sums.length);
  for (let d = 1; d < sums.length; d++) {
    let best = 0;
    for (let end = d; end < sums.length; end++) {
      const done = sums[end]! - sums[end - d]!;
      if (done > best) best = done;
    }
    work[d] = best;
  }
  return work;
}
