import { type BestEffort, type MeanMaximalCurve, type PowerCurveExtent, RECORD_DURATIONS } from '#metrics';

/** Every second up to here; beyond, steps of a twentieth. */
const DENSE_SECONDS = 60;
const STEP = 1.05;

/** The exact mean-maximal power of a ride at chosen durations. */
export interface PowerCurve {
  /**
   * Where the values come from: the curve of every second, of which a readable choice is kept, or the best efforts at
   * the record durations alone, when computing the whole curve took too long.
   */
  source: PowerCurveExtent;
  /** s, ascending. */
  durations: number[];
  /** W, unrounded, one a duration. */
  power: number[];
}

/**
 * Chooses the durations that a chart needs: each second of the first minute, then steps of 5 %, the record durations,
 * and the whole ride. Without the curve, the best efforts stand in for it.
 */
export function thinOut(curve: MeanMaximalCurve | null, efforts: readonly BestEffort[]): PowerCurve | null {
  const inPower = efforts.filter(({ metric }) => metric === 'power');
  if (inPower.length === 0) return null;
  if (!curve) {
    return {
      source: 'record-durations',
      durations: inPower.map(({ duration }) => duration),
      power: inPower.map(({ value }) => value),
    };
  }
  const durations = chosenDurations(curve.length);
  return {
    source: 'every-second',
    durations,
    power: durations.map((duration) => (curve.work[duration] ?? 0) / duration),
  };
}

function chosenDurations(longest: number): number[] {
  const chosen = new Set<number>(RECORD_DURATIONS);
  for (
    let duration = 1;
    duration <= longest;
    duration = duration < DENSE_SECONDS ? duration + 1 : Math.ceil(duration * STEP)
  )
    chosen.add(duration);
  chosen.add(longest);
  return [...chosen].filter((duration) => duration <= longest).sort((left, right) => left - right);
}
