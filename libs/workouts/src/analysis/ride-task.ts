import { analyzeRide, type BestEffort, type RideSummary } from '#metrics';
import { encodeTelemetry, type TelemetryColumns } from '#telemetry';

export interface RideTask {
  columns: TelemetryColumns;
  ftp: number | null;
  /** Whether the points are wanted in the telemetry format too. */
  encode: boolean;
}

export interface RideOutcome {
  /** Latest − earliest point, s. */
  elapsedSeconds: number;
  /** Unrounded. */
  summary: RideSummary;
  bestEfforts: BestEffort[];
  encoded: Uint8Array | null;
}

/** All the arithmetic of a completion in one step, so that it can run in a thread. */
export function runRideTask({ columns, ftp, encode }: RideTask): RideOutcome {
  const { elapsedSeconds, summary, bestEfforts } = analyzeRide(columns, { ftp });
  const { timestamps, channels } = columns;
  return { elapsedSeconds, summary, bestEfforts, encoded: encode ? encodeTelemetry({ timestamps, channels }) : null };
}
