import { type Transferable } from 'node:worker_threads';

import { type Channel, type ColumnRoom, decodeTelemetry, mergeColumns, type TelemetryColumns } from '#telemetry';

/** The points of a ride as they are kept, not read yet: in the telemetry format, or in parts by order of arrival. */
export interface StoredPoints {
  encoded?: Uint8Array;
  parts?: TelemetryColumns[];
  /** Channels that the one who asked does not get to see. */
  hidden: readonly Channel[];
}

/** Reads them, one point a timestamp, in the order of time. @param room see {@link decodeTelemetry} */
export function readStoredPoints({ encoded, parts = [], hidden }: StoredPoints, room?: ColumnRoom): TelemetryColumns {
  const { timestamps, channels } = encoded ? decodeTelemetry(encoded, room) : mergeColumns(parts);
  const shown = Object.entries(channels).filter(([channel]) => !hidden.includes(channel as Channel));
  return { timestamps, channels: Object.fromEntries(shown) };
}

/** The memory of columns, each once, for a thread to take over; afterwards they are empty here. */
export function memoryOf(parts: readonly TelemetryColumns[]): Transferable[] {
  const columns = parts.flatMap(({ timestamps, channels, arrivals }) => [
    timestamps,
    ...Object.values(channels),
    ...(arrivals ? [arrivals] : []),
  ]);
  return [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))];
}
