import { type RideChannel } from './ride-columns';

/** What had to be filled, cut or left out before a ride could be measured. */
export interface RideQuality {
  /** Recorded seconds in which no point lies: dropouts, where the earlier value was held. */
  secondsHeld: number;
  /** Seconds between points too far apart to be one recording; by the clock, however long. */
  secondsPaused: number;
  /** Recorded seconds without power: left out of averages, counted as 0 W in the mean-maximal curve. */
  secondsNotMeasured: number;
  /** Physically impossible values that were taken as missing, per channel; channels with none are left out. */
  valuesDropped: Partial<Record<RideChannel, number>>;
  /** Points left out because an earlier one had the same timestamp. */
  pointsRepeated: number;
  /** Points that came after one with a later timestamp. */
  pointsOutOfOrder: number;
  /** Points left out because their timestamp is no point in time. */
  pointsWithoutTime: number;
  /** Points whose arrival and timestamp differ by more than 5 minutes; 0 without arrivals. */
  pointsSkewed: number;
  /** Arrival − timestamp in ms where the two are closest: how far the client's clock is behind. Null without arrivals. */
  clockOffset: number | null;
}
