/** The channels a ride may carry, in the units of the HTTP contract (W, rpm, bpm, m/s, m, m, %, °C, degrees). */
export const RIDE_CHANNELS = [
  'power',
  'cadence',
  'heartrate',
  'speed',
  'distance',
  'altitude',
  'incline',
  'temperature',
  'lat',
  'lng',
] as const;

export type RideChannel = (typeof RIDE_CHANNELS)[number];

/** The channels that a summary is made of; the others have no series. */
export const SERIES_CHANNELS = ['power', 'cadence', 'heartrate', 'speed', 'distance', 'altitude'] as const;

export type SeriesChannel = (typeof SERIES_CHANNELS)[number];

export function isSeriesChannel(channel: RideChannel): channel is SeriesChannel {
  return (SERIES_CHANNELS as readonly string[]).includes(channel);
}

/**
 * The points of one ride, column by column; position i of every column belongs to point i.
 * The order is that of arrival: it need not be sorted by time, and a timestamp may repeat.
 */
export interface RideColumns {
  /** Unix milliseconds by the client's clock, one per point. */
  timestamps: Float64Array;
  /** One value per point, NaN = missing; a channel that the ride never had is left out. */
  channels: Partial<Record<RideChannel, Float64Array>>;
  /** Unix milliseconds by the server's clock, one per point. */
  arrivals?: Float64Array;
}
