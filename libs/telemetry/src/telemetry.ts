/**
 * What a ride is measured by. The order is part of the stored format and of the rows in transit: append, never reorder.
 * Units: power W, cadence rpm, heartrate bpm, speed m/s, distance m (cumulative), altitude m, incline %,
 * temperature °C, lat and lng degrees.
 */
export const CHANNELS = [
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

export type Channel = (typeof CHANNELS)[number];

/** One moment of a ride; `timestamp` in unix milliseconds. `null` or absent means not measured, never 0. */
export interface TelemetryPoint extends Partial<Record<Channel, number | null>> {
  timestamp: number;
}

/**
 * A ride as columns of equal length. NaN stands for a missing value; a channel that was never measured has no column.
 * `arrivals` (unix milliseconds, NaN where unknown) says when each point was received; it is never shown to riders.
 */
export interface TelemetryColumns {
  timestamps: Float64Array;
  channels: Partial<Record<Channel, Float64Array>>;
  arrivals?: Float64Array;
}
