import { bestEfforts, type BestEffort } from './best-efforts';
import { meanMaximalCurve, type MeanMaximalCurve } from './mean-maximal-curve';
import { RECORD_DURATIONS } from './records';
import { type RideColumns } from './ride-columns';
import { type RideSummary } from './ride-summary';
import { type SummaryOptions } from './score';
import { buildSeries } from './series';
import { summarize } from './summarize';

export interface AnalysisOptions extends SummaryOptions {
  /** Whether the curve of every second is wanted, which can take long for strange rides. */
  everySecond?: boolean;
}

/** Everything that is known of a ride from its points. */
export interface RideAnalysis {
  /** Unix milliseconds of the earliest point; null without points. */
  firstTimestamp: number | null;
  /** Unix milliseconds of the latest point; null without points. */
  lastTimestamp: number | null;
  /** Latest − earliest point, s, pauses included; 0 without points. */
  elapsedSeconds: number;
  /** Unrounded. */
  summary: RideSummary;
  /** At the record durations that the ride reaches. */
  bestEfforts: BestEffort[];
  /** Null for a ride without power, and where it was not wanted. */
  curve: MeanMaximalCurve | null;
}

/**
 * Analyses a ride. Any input will do: no points at all, one, unsorted or repeated ones, years apart, of impossible values.
 * The same columns always give the same answer.
 */
export function analyzeRide(columns: RideColumns, options: AnalysisOptions): RideAnalysis {
  const series = buildSeries(columns);
  const { everySecond = true } = options;
  const extent = everySecond ? 'every-second' : 'record-durations';
  const summary = summarize(series, options);
  const curve = everySecond ? meanMaximalCurve(series) : null;
  const { firstTimestamp, lastTimestamp } = series;
  return {
    firstTimestamp,
    lastTimestamp,
    elapsedSeconds: firstTimestamp === null || lastTimestamp === null ? 0 : (lastTimestamp - firstTimestamp) / 1000,
    summary: { ...summary, quality: { ...summary.quality, powerCurve: series.channels.power ? extent : null } },
    bestEfforts: bestEfforts(series, RECORD_DURATIONS, curve),
    curve,
  };
}
