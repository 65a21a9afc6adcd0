import { isAscending, mergeColumns } from './merge-columns';
import { CHANNELS, type Channel, type TelemetryColumns } from './telemetry';

export interface ResampleOptions {
  /** Which channels are wanted, in this order; by default all that the ride has. */
  fields?: readonly Channel[];
  /** Seconds in a bucket; 0 or left out gives every point as it is. */
  resolutionSeconds?: number;
}

/** Series ready for JSON: `timestamps` in unix milliseconds, and as many values in each series, null = not measured. */
export interface ResampledTelemetry {
  fields: Channel[];
  timestamps: number[];
  series: Partial<Record<Channel, (number | null)[]>>;
}

/**
 * Thins a ride out for charts. Buckets are counted from the first point and carry the time at which they begin; those
 * without points are left out. A value is the mean of what was measured in the bucket; for `lat` and `lng` the first
 * (a mean would cut corners), for `distance` the last (it is cumulative).
 * @throws RangeError where the resolution is negative or not a number
 */
export function resampleColumns(columns: TelemetryColumns, options: ResampleOptions = {}): ResampledTelemetry {
  const resolution = (options.resolutionSeconds ?? 0) * 1000;
  if (!(resolution >= 0)) throw new RangeError('resolutionSeconds must be 0 or more');
  const sorted = isAscending(columns.timestamps) ? columns : mergeColumns([columns]);
  const fields = options.fields ? [...options.fields] : CHANNELS.filter((channel) => columns.channels[channel]);
  const buckets = bucketsOf(sorted.timestamps, resolution);
  const series: ResampledTelemetry['series'] = {};
  for (const field of fields) {
    const values = sorted.channels[field];
    series[field] = buckets.map(({ from, to }) => (values ? represent(field, values, from, to) : null));
  }
  return { fields, timestamps: buckets.map((bucket) => bucket.timestamp), series };
}

interface Bucket {
  timestamp: number;
  from: number;
  to: number;
}

function bucketsOf(timestamps: Float64Array, resolution: number): Bucket[] {
  const buckets: Bucket[] = [];
  const start = timestamps[0] ?? 0;
  timestamps.forEach((time, row) => {
    const timestamp = resolution > 0 ? start + Math.floor((time - start) / resolution) * resolution : time;
    const last = buckets.at(-1);
    if (last?.timestamp === timestamp) last.to = row + 1;
    else buckets.push({ timestamp, from: row, to: row + 1 });
  });
  return buckets;
}

function represent(channel: Channel, values: Float64Array, from: number, to: number): number | null {
  let sum = 0;
  let count = 0;
  let last = 0;
  for (let row = from; row < to; row++) {
    const value = values[row] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (channel === 'lat' || channel === 'lng') return value;
    sum += value;
    last = value;
    count++;
  }
  if (count === 0) return null;
  return channel === 'distance' ? last : sum / count;
}
