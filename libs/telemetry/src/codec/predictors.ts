import { gather, type Runs } from './missing-runs';
import { uninitialisedIntegers } from './uninitialised';

/** What the next count is expected to be; only the difference from it is stored. Codes of the format. */
export const Predictor = {
  /** As the one before. */
  previous: 0,
  /** As far on from the one before as that was from its own predecessor. */
  linear: 1,
  /** As far on as the speed of that row says; for distances. */
  speed: 2,
} as const;
export type Predictor = (typeof Predictor)[keyof typeof Predictor];

/** How many counts at the beginning are no differences: the first is 0, and the linear predictor is told the second. */
export function seedsOf(predictor: Predictor): number {
  return predictor === Predictor.linear ? 2 : 1;
}

/**
 * How far a rider gets from one measured distance to the next at the speed of the latter, in counts of that column; 0
 * where it is not known.
 * @param times of the measured distances, unix milliseconds
 * @param speeds at those times, m/s
 * @param perMetre counts a metre
 */
function stepsFromSpeed(times: Float64Array, speeds: Float64Array, perMetre: number): Int32Array {
  const steps = uninitialisedIntegers(times.length);
  const perMillisecond = perMetre / 1000;
  let before = times[0] as number;
  steps[0] = 0;
  for (let index = 1; index < times.length; index++) {
    const now = times[index] as number;
    const step = Math.floor((now - before) * (speeds[index] as number) * perMillisecond + 0.5);
    steps[index] = Math.abs(step) < 2 ** 31 ? step : 0;
    before = now;
  }
  return steps;
}

/** What helps to predict the distance: the columns that come before it in the format. */
export interface PredictionContext {
  timestamps: Float64Array;
  speed: Float64Array | undefined;
}

/** The steps of a distance column out of which only some rows may be measured; null without a speed column. */
export function distanceSteps(context: PredictionContext, runs: Runs | null, perMetre: number): Int32Array | null {
  const { timestamps, speed } = context;
  if (!speed) return null;
  if (!runs) return stepsFromSpeed(timestamps, speed, perMetre);
  return stepsFromSpeed(gather(timestamps, runs), gather(speed, runs), perMetre);
}
