import { METRICS_VERSION, type RideSummary } from './ride-summary';

/** What a summary depends on besides the ride. */
export interface SummaryOptions {
  /** Functional threshold power in force when the ride began, W; null (or nothing above 0) where none is known. */
  ftp: number | null;
}

type Measured = Pick<RideSummary, 'timerTime' | 'normalizedPower' | 'avgPower' | 'avgHeartrate'>;

type Score = Pick<
  RideSummary,
  | 'normalizedPower'
  | 'intensityFactor'
  | 'trainingStressScore'
  | 'variabilityIndex'
  | 'efficiencyFactor'
  | 'ftp'
  | 'metricsVersion'
>;

/** What follows from normalized power (Coggan): IF, TSS, VI and EF, each null where something of it is missing. */
export function score(
  { timerTime, normalizedPower, avgPower, avgHeartrate }: Measured,
  options: SummaryOptions,
): Score {
  const ftp = options.ftp !== null && options.ftp > 0 && options.ftp < Infinity ? options.ftp : null;
  const intensity = divide(normalizedPower, ftp);
  return {
    normalizedPower,
    intensityFactor: intensity,
    trainingStressScore:
      normalizedPower !== null && intensity !== null && ftp !== null
        ? ((timerTime * normalizedPower * intensity) / (ftp * 3600)) * 100
        : null,
    variabilityIndex: divide(normalizedPower, avgPower),
    efficiencyFactor: divide(normalizedPower, avgHeartrate),
    ftp,
    metricsVersion: METRICS_VERSION,
  };
}

/** Null where either is unknown, or the divisor 0. */
export function divide(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor === 0 ? null : dividend / divisor;
}
