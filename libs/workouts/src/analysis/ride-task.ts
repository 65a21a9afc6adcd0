import { type BestEffort, bestEfforts, buildSeries, meanMaximalCurve, type RideSummary, summarize } from '#metrics';
import { encodeTelemetry, mergeColumns, type TelemetryColumns } from '#telemetry';

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

export interface RideOutcome {
  points: number;
  /** Latest − earliest point, s. */
  elapsedSeconds: number;
  /** Unrounded. */
  summary: RideSummary;
  bestEfforts: BestEffort[];
  /** Null for a ride without power. */
  powerCurve: PowerCurve | null;
  encoded: Uint8Array | null;
}

/** All the arithmetic of a completion in one step, so that it can run in a thread. */
export function runRideTask({ parts, ftp, encode, everySecond }: RideTask): RideOutcome {
  const columns = mergeColumns(parts);
  const { timestamps, channels } = columns;
  const series = buildSeries(columns);
  const { firstTimestamp, lastTimestamp } = series;
  const efforts = bestEfforts(series);
  return {
    points: timestamps.length,
    elapsedSeconds: firstTimestamp === null || lastTimestamp === null ? 0 : (lastTimestamp - firstTimestamp) / 1000,
    summary: summarize(series, { ftp }),
    bestEfforts: efforts,
    powerCurve: thinOut(everySecond ? meanMaximalCurve(series) : null, efforts),
    encoded: encode && timestamps.length > 0 ? encodeTelemetry({ timestamps, channels }) : null,
  };
}
