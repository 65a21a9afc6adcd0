import { RIDE_CHANNELS, type RideColumns } from './ride-columns';

/** A client's clock is wrong when it is further from the server's than this, ms: less is latency, or drift. */
export const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60 * 1000;

/** No Date lies beyond this many milliseconds from 1970 (ECMA-262, time values). */
const MAX_DATE_MILLISECONDS = 8.64e15;

/** The points of a ride in the order of time, each timestamp once. */
export interface OrderedPoints {
  /** By ascending timestamp: the columns that were given, where they are that already. */
  columns: RideColumns;
  /** Points left out because their timestamp had been seen before; of equal ones the first in the columns stands. */
  repeated: number;
  /** Points whose timestamp lies before that of an earlier point. */
  outOfOrder: number;
  /** Points left out because their timestamp is no point in time (NaN, infinite, no possible date). */
  withoutTime: number;
}

/** Sorts the points by time and drops the repeats of a timestamp. */
export function orderPoints(columns: RideColumns): OrderedPoints {
  const { timestamps } = columns;
  if (ascends(timestamps)) return { columns, repeated: 0, outOfOrder: 0, withoutTime: 0 };
  const order = new Uint32Array(timestamps.length);
  let count = 0;
  let outOfOrder = 0;
  let latest = -Infinity;
  for (let point = 0; point < timestamps.length; point++) {
    const timestamp = timestamps[point]!;
    if (!isDate(timestamp)) continue;
    if (timestamp < latest) outOfOrder++;
    else latest = timestamp;
    order[count++] = point;
  }
  const withTime = order.subarray(0, count);
  if (outOfOrder > 0) withTime.sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);

  let kept = 0;
  for (const point of withTime) {
    if (kept > 0 && timestamps[point] === timestamps[withTime[kept - 1]!]) continue;
    withTime[kept++] = point;
  }
  return {
    columns: pickPoints(columns, withTime.subarray(0, kept)),
    repeated: count - kept,
    outOfOrder,
    withoutTime: timestamps.length - count,
  };
}

/** Most rides come in as they were ridden. NaN is neither larger nor smaller, so it does not ascend. */
function ascends(timestamps: Float64Array): boolean {
  const { length } = timestamps;
  if (length === 0) return true;
  for (let k = 1; k < length; k++) if (!(timestamps[k]! > timestamps[k - 1]!)) return false;
  return isDate(timestamps[0]!) && isDate(timestamps[length - 1]!);
}

function isDate(timestamp: number): boolean {
  return Math.abs(timestamp) <= MAX_DATE_MILLISECONDS;
}

function pickPoints({ timestamps, channels, arrivals }: RideColumns, order: Uint32Array): RideColumns {
  const picked: RideColumns = { timestamps: pick(timestamps, order), channels: {} };
  for (const channel of RIDE_CHANNELS) {
    const column = channels[channel];
    if (column) picked.channels[channel] = pick(column, order);
  }
  if (arrivals) picked.arrivals = pick(arrivals, order);
  return picked;
}

function pick(column: Float64Array, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let k = 0; k < order.length; k++) picked[k] = column[order[k]!]!;
  return picked;
}

/** How the client's clock stands to the server's. */
export interface ClockSkew {
  /** Points whose arrival and timestamp differ by more than 5 minutes. */
  skewed: number;
  /** Arrival − timestamp (ms) of the point where the two are closest; null within 5 minutes, and without arrivals. */
  offset: number | null;
}

/**
 * Compares timestamps with arrivals. A point that was held back by a dead zone arrives late and says nothing about the
 * clock, so the closest pair of all decides. What lies within the tolerance is no fact about the ride, and would differ
 * each time the same points are sent.
 */
export function measureSkew({ timestamps, arrivals }: RideColumns): ClockSkew {
  let skewed = 0;
  let offset: number | null = null;
  if (!arrivals) return { skewed, offset };
  for (let point = 0; point < timestamps.length; point++) {
    const difference = arrivals[point]! - timestamps[point]!;
    if (!Number.isFinite(difference)) continue;
    if (Math.abs(difference) > CLOCK_TOLERANCE_MILLISECONDS) skewed++;
    if (offset === null || Math.abs(difference) < Math.abs(offset)) offset = difference;
  }
  const clockIsOff = offset !== null && Math.abs(offset) > CLOCK_TOLERANCE_MILLISECONDS;
  return { skewed, offset: clockIsOff ? offset : null };
}
