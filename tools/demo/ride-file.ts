import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNELS, type Channel, type TelemetryPoint } from '#telemetry';
import { type RideOptions } from './ride-model';

/** The recorded ride: what it was made from, and its columns. */
export interface RecordedRide {
  options: RideOptions;
  /** Seconds since `options.startTime`. */
  seconds: number[];
  channels: Partial<Record<Channel, (number | null)[]>>;
}

/** Compiled programs lie elsewhere than data, so the file is found from the project's root, where npm starts programs. */
export const RIDE_FILE = join(process.cwd(), 'tools/demo/ride.json');

export function toRecordedRide(options: RideOptions, points: readonly TelemetryPoint[]): RecordedRide {
  const channels: RecordedRide['channels'] = {};
  for (const channel of CHANNELS) {
    const values = points.map((point) => point[channel] ?? null);
    if (values.some((value) => value !== null)) channels[channel] = values;
  }
  return { options, seconds: points.map((point) => (point.timestamp - options.startTime) / 1000), channels };
}

/** The points of a recorded ride, moved in time so that it begins at `startTime` (unix milliseconds). */
export function toPoints(ride: RecordedRide, startTime: number): TelemetryPoint[] {
  return ride.seconds.map((second, index) => {
    const point: TelemetryPoint = { timestamp: startTime + second * 1000 };
    for (const channel of CHANNELS) {
      const values = ride.channels[channel];
      if (values) point[channel] = values[index] ?? null;
    }
    return point;
  });
}

/** A line for each column, so that a changed column is a changed line. */
export function writeRide(ride: RecordedRide): void {
  const columns = Object.entries(ride.channels).map(([name, values]) => `"${name}":${JSON.stringify(values)}`);
  const lines = [`{"options":${JSON.stringify(ride.options)},`, `"seconds":${JSON.stringify(ride.seconds)},`];
  writeFileSync(RIDE_FILE, `${lines.join('\n')}\n"channels":{\n${columns.join(',\n')}\n}}\n`);
}

/** @throws Error where the file is missing */
export function readRide(): RecordedRide {
  return JSON.parse(readFileSync(RIDE_FILE, 'utf8')) as RecordedRide;
}
