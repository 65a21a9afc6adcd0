import { CHANNELS, type TelemetryColumns, type TelemetryPoint } from './telemetry';

/** A point as `[timestamp, power, cadence, …]` in the order of {@link CHANNELS}, trailing nulls left out. */
export type TelemetryRow = (number | null)[];

/** Packs a point into a row; values that are not finite become null, as JSON would have them. */
export function pointToRow(point: TelemetryPoint): TelemetryRow {
  const row: TelemetryRow = [point.timestamp];
  let length = 1;
  for (const channel of CHANNELS) {
    const value = point[channel];
    const measured = value != null && Number.isFinite(value);
    row.push(measured ? value : null);
    if (measured) length = row.length;
  }
  row.length = length;
  return row;
}

/** Unpacks a row; the point carries only what was measured. */
export function rowToPoint(row: readonly (number | null)[]): TelemetryPoint {
  const point: TelemetryPoint = { timestamp: row[0] ?? NaN };
  CHANNELS.forEach((channel, index) => {
    const value = row[index + 1];
    if (value != null) point[channel] = value;
  });
  return point;
}

/**
 * Unpacks rows into columns, in the order given.
 * @param arrivals when each row was received, unix milliseconds, one per row; left out where unknown
 */
export function rowsToColumns(
  rows: readonly (readonly (number | null)[])[],
  arrivals?: ArrayLike<number>,
): TelemetryColumns {
  const channels: TelemetryColumns['channels'] = {};
  const timestamps = new Float64Array(rows.length);
  rows.forEach((row, index) => {
    timestamps[index] = row[0] ?? NaN;
    for (let cell = 1; cell < row.length; cell++) {
      const channel = CHANNELS[cell - 1];
      const value = row[cell];
      if (channel === undefined || value == null) continue;
      const column = (channels[channel] ??= new Float64Array(rows.length).fill(NaN));
      column[index] = value;
    }
  });
  return arrivals ? { timestamps, channels, arrivals: Float64Array.from(arrivals) } : { timestamps, channels };
}
