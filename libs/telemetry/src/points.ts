import { CHANNELS, type TelemetryColumns, type TelemetryPoint } from './telemetry';

/** Turns points into columns, in the order given. Channels without a single value get no column. */
export function pointsToColumns(points: readonly TelemetryPoint[]): TelemetryColumns {
  const timestamps = Float64Array.from(points, (point) => point.timestamp);
  const channels: TelemetryColumns['channels'] = {};
  for (const channel of CHANNELS) {
    if (!points.some((point) => point[channel] != null)) continue;
    channels[channel] = Float64Array.from(points, (point) => point[channel] ?? NaN);
  }
  return { timestamps, channels };
}

/** Turns columns into points. Every point carries every channel of the ride, `null` where it was not measured. */
export function columnsToPoints(columns: TelemetryColumns): TelemetryPoint[] {
  const measured = CHANNELS.flatMap((channel) => {
    const values = columns.channels[channel];
    return values ? [{ channel, values }] : [];
  });
  return Array.from(columns.timestamps, (timestamp, index) => {
    const point: TelemetryPoint = { timestamp };
    for (const { channel, values } of measured) {
      const value = values[index] ?? NaN;
      point[channel] = Number.isNaN(value) ? null : value;
    }
    return point;
  });
}
