import { type RideChannel, type SeriesChannel } from './ride-columns';

/** The curve of every second, or best efforts at the record durations alone, where the whole would take too long. */
export type PowerCurveExtent = 'every-second' | 'record-durations';

/** What had to be filled, cut or left out before a ride could be measured. */
export interface RideQuality {
  /** Recorded seconds in which no point lies: dropouts, where the earlier value was held. */
  secondsHeld: number;
  /** Seconds between points too far apart to be one recording; by the clock, however long. */
  secondsPaused: number;
  /** Recorded seconds without power: left out of averages, counted as 0 W in the mean-maximal curve. */
  secondsNotMeasured: number;
  /**
   * Recorded seconds in which a channel holds an earlier value, because no point with a value of it lies in them; channels with
   * none are left out, and those that measured nothing. Absent in summaries from before it was told.
   */
  valuesHeld?: Partial<Record<SeriesChannel, number>>;
  /**
   * Recorded seconds in which a channel is not measured, being silent for longer than a dropout: left out of its averages.
   * The rest of the recorded seconds were measured. Channels as in `valuesHeld`.
   */
  valuesMissing?: Partial<Record<SeriesChannel, number>>;
  /** Physically impossible values that were taken as missing, per channel; channels with none are left out. */
  valuesDropped: Partial<Record<RideChannel, number>>;
  /** Points left out because an earlier one had the same timestamp; also what was left out as it arrived. */
  pointsRepeated: number;
  /** Points that came after one with a later timestamp: a clock that jumped back, or a dead zone. */
  pointsOutOfOrder: number;
  /** Points left out because their timestamp is no point in time. */
  pointsWithoutTime: number;
  /** Points whose arrival and timestamp differ by more than 5 minutes; 0 without arrivals. */
  pointsSkewed: number;
  /**
   * Arrival − timestamp in ms where the two are closest: how far the client's clock is behind. Null where that is no
   * more than 5 minutes, and without arrivals.
   */
  clockOffset: number | null;
  /** What the power curve holds; null for a ride without power, absent where no curve was asked for. */
  powerCurve?: PowerCurveExtent | null;
}
