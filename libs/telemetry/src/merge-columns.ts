import { sortRows } from './sort-rows';
import { CHANNELS, type TelemetryColumns } from './telemetry';

/**
 * The union of several parts of one ride, sorted by timestamp, one point per timestamp.
 * @param parts in order of arrival: where a timestamp comes twice, the first received stands, whole
 */
export function mergeColumns(parts: readonly TelemetryColumns[]): TelemetryColumns {
  const all = concatColumns(parts);
  return onlyRows(all, ascendingRows(all.timestamps));
}

/** The same union in the order of arrival: what came after a later point stays after it. */
export function columnsAsArrived(parts: readonly TelemetryColumns[]): TelemetryColumns {
  const all = concatColumns(parts);
  const { arrivals } = all;
  const rows = ascendingRows(all.timestamps);
  // Points that came together have one arrival, and the order of their rows.
  if (rows)
    sortRows(rows, arrivals ? arrivals.map((arrival) => arrival || 0) : new Float64Array(all.timestamps.length));
  return onlyRows(all, rows);
}

function onlyRows({ timestamps, channels, arrivals }: TelemetryColumns, rows: Uint32Array | null): TelemetryColumns {
  const merged: TelemetryColumns = { timestamps: pick(timestamps, rows), channels: {} };
  for (const channel of CHANNELS) {
    const column = channels[channel];
    if (!column) continue;
    const values = pick(column, rows);
    if (values.some((value) => !Number.isNaN(value))) merged.channels[channel] = values;
  }
  if (arrivals) merged.arrivals = pick(arrivals, rows);
  return merged;
}

/** Several parts of one ride one after the other, as they are. */
export function concatColumns(parts: readonly TelemetryColumns[]): TelemetryColumns {
  const joinedColumns: TelemetryColumns = { timestamps: joined(parts, (part) => part.timestamps), channels: {} };
  for (const channel of CHANNELS) {
    if (!parts.some((part) => part.channels[channel])) continue;
    joinedColumns.channels[channel] = joined(parts, (part) => part.channels[channel]);
  }
  if (parts.some((part) => part.arrivals)) joinedColumns.arrivals = joined(parts, (part) => part.arrivals);
  return joinedColumns;
}

function joined(
  parts: readonly TelemetryColumns[],
  column: (part: TelemetryColumns) => Float64Array | undefined,
): Float64Array {
  const values = new Float64Array(parts.reduce((total, part) => total + part.timestamps.length, 0)).fill(NaN);
  let row = 0;
  for (const part of parts) {
    const own = column(part);
    if (own) values.set(own, row);
    row += part.timestamps.length;
  }
  return values;
}

/** Row numbers in ascending order of time, the later of equal times left out; null where all rows stand as they are. */
function ascendingRows(timestamps: Float64Array): Uint32Array | null {
  if (isAscending(timestamps)) return null;
  const rows = sortRows(
    Uint32Array.from(timestamps, (_, row) => row),
    timestamps,
  );
  let kept = 0;
  let last = NaN;
  for (const row of rows) {
    const timestamp = timestamps[row] ?? NaN;
    if (timestamp === last) continue;
    rows[kept++] = row;
    last = timestamp;
  }
  return rows.subarray(0, kept);
}

/** Whether each time is later than the one before it. */
export function isAscending(timestamps: Float64Array): boolean {
  let last = -Infinity;
  for (const timestamp of timestamps) {
    if (!(timestamp > last)) return false;
    last = timestamp;
  }
  return true;
}

function pick(values: Float64Array, rows: Uint32Array | null): Float64Array {
  if (!rows) return values;
  const picked = new Float64Array(rows.length);
  // The from of typed arrays takes many times as long.
  for (let k = 0; k < rows.length; k++) picked[k] = values[rows[k]!]!;
  return picked;
}
