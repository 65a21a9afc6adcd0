import { type PlausibleRange } from './plausible';

/** The whole seconds in which at least one point lies, ascending. */
export interface Slots {
  /** Seconds since 1970, one per slot. */
  seconds: Float64Array;
  /** The slots that do not lie one second after the one before, ascending; not the first. */
  afterGaps: Uint32Array;
  /** The first point of each slot, and at the end the number of points; null where each slot has a single point. */
  firstPoints: Uint32Array | null;
}

/** Puts each point into the second floor(timestamp ÷ 1000). @param timestamps ascending */
export function findSlots(timestamps: Float64Array): Slots {
  const all = new Float64Array(timestamps.length);
  let count = 0;
  let gaps = 0;
  let latest = -Infinity;
  for (let point = 0; point < timestamps.length; point++) {
    const second = Math.floor(timestamps[point]! / 1000);
    if (second === latest) continue;
    if (second !== latest + 1 && count > 0) gaps++;
    all[count++] = second;
    latest = second;
  }
  const seconds = all.subarray(0, count);
  return {
    seconds,
    afterGaps: findGaps(seconds, gaps),
    firstPoints: count === timestamps.length ? null : findFirstPoints(timestamps, count),
  };
}

function findGaps(seconds: Float64Array, count: number): Uint32Array {
  const afterGaps = new Uint32Array(count);
  for (let slot = 1, gap = 0; gap < count; slot++) {
    if (seconds[slot]! - seconds[slot - 1]! !== 1) afterGaps[gap++] = slot;
  }
  return afterGaps;
}

function findFirstPoints(timestamps: Float64Array, slots: number): Uint32Array {
  const firstPoints = new Uint32Array(slots + 1);
  let slot = 0;
  let latest = -Infinity;
  for (let point = 0; point < timestamps.length; point++) {
    const second = Math.floor(timestamps[point]! / 1000);
    if (second !== latest) firstPoints[slot++] = point;
    latest = second;
  }
  firstPoints[slots] = timestamps.length;
  return firstPoints;
}

/**
 * Per slot the mean of the plausible values of its points, which is plausible too; NaN where there is none. Where each
 * slot has a single point that is the column itself, and what is implausible still in it.
 */
export function averageBySlot(
  column: Float64Array,
  { seconds, firstPoints }: Slots,
  { lowest, highest }: PlausibleRange,
): Float64Array {
  if (!firstPoints) return column;
  const values = new Float64Array(seconds.length);
  for (let slot = 0; slot < values.length; slot++) {
    let sum = 0;
    let measured = 0;
    for (let point = firstPoints[slot]!; point < firstPoints[slot + 1]!; point++) {
      const value = column[point]!;
      if (!(value >= lowest && value <= highest)) continue;
      sum += value;
      measured++;
    }
    values[slot] = sum / measured;
  }
  return values;
}
