import { analyzeRide, type RideAnalysis } from '#metrics';
import { columnsAsArrived, encodeTelemetry, mergeColumns, type TelemetryColumns } from '#telemetry';

import { type PowerCurve, thinOut } from './power-curve';

export interface RideTask {
  /** In order of arrival; a point may be in several, the first received stands. */
  parts: TelemetryColumns[];
  ftp: number | null;
  /** Whether the points are wanted in the telemetry format too. */
  encode: boolean;
  /** Whether the curve is wanted for every second, which can take long for strange rides. */
  everySecond: boolean;
}

export interface RideOutcome extends Pick<RideAnalysis, 'elapsedSeconds' | 'summary' | 'bestEfforts'> {
  points: number;
  /** Null for a ride without power. */
  powerCurve: PowerCurve | null;
  encoded: Uint8Array | null;
}

/** All the arithmetic of a completion in one step, so that it can run in a thread. */
export function runRideTask({ parts, encode, ...options }: RideTask): RideOutcome {
  const arrived = columnsAsArrived(parts);
  const points = arrived.timestamps.length;
  const { elapsedSeconds, summary, bestEfforts, curve } = analyzeRide(arrived, options);
  return {
    points,
    elapsedSeconds,
    summary,
    bestEfforts,
    powerCurve: thinOut(curve, bestEfforts),
    encoded: encode && points > 0 ? encodeTelemetry(inOrderOfTime(arrived)) : null,
  };
}

function inOrderOfTime(arrived: TelemetryColumns): TelemetryColumns {
  const { timestamps, channels } = mergeColumns([arrived]);
  return { timestamps, channels };
}
