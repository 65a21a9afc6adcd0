export { analyzeRide, type RideAnalysis } from './analyze-ride';
export { bestEfforts, type BestEffort } from './best-efforts';
export { measureClimb, type Climb } from './climb';
export { decoupling } from './decoupling';
export { LONGEST_PAUSE_SECONDS, MAX_GRID_SECONDS } from './gaps';
export { curveOf, meanMaximalCurve, meanMaximalPower, type MeanMaximalCurve } from './mean-maximal-curve';
export { normalizedPower } from './normalized-power';
export { LiveSummary, type LivePoint, type LiveRideSummary } from './live/live-summary';
export { type LiveSummaryState } from './live/live-state';
export {
  RECORD_DURATIONS,
  RECORD_METRICS,
  beatsRecord,
  improvementPercent,
  type RecordDuration,
  type RecordMetric,
} from './records';
export { RIDE_CHANNELS, type RideChannel, type RideColumns, type SeriesChannel } from './ride-columns';
export { CLOCK_TOLERANCE_MILLISECONDS } from './ordered-points';
export { type PowerCurveExtent, type RideQuality } from './ride-quality';
export { METRICS_VERSION, type RideSummary } from './ride-summary';
export { roundSummary } from './round-summary';
export { buildSeries, type RideSeries } from './series';
export { type SummaryOptions } from './score';
export { summarize } from './summarize';
