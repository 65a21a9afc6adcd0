import { repeatCycle, type RegularPart } from './regular-part';

/** Durations are searched in blocks of this many, and starts in blocks of as many. */
export const BLOCK = 16;
/** Inside blocks, groups of this many starts are checked against groups of as many durations. */
export const GROUP = 4;
/** Ranges of this many blocks, and of this many times as many again, are checked before single blocks. */
export const FAN = 8;

/**
 * Extremes over ranges of what the regular part leaves of the running work: R[i] = P[i] − S[i]. The "ends" of a range of
 * starts are the positions at which its windows can end, for durations of one group in the case of a group, else of one block.
 * They are given for the shortest duration at position 0, and move on with it.
 */
export interface RangeBounds {
  /** Blocks in the ride. */
  blocks: number;
  /** R where the second that begins there has power, else +∞. */
  starts: Float64Array;
  /** The largest R of positions i…i + GROUP − 1; −∞ past the end of the ride, as are all ends. */
  ends: Float64Array;
  /** The smallest start per group, block, FAN blocks and FAN² blocks. */
  lowStarts: [Float64Array, Float64Array, Float64Array, Float64Array];
  /** The largest of the ends of each group, block, and of the FAN, FAN² blocks from each block on. */
  highEnds: [Float64Array, Float64Array, Float64Array, Float64Array];
}

/** Prepares the bounds of a ride from its running work P[0…n] and the regular part of it. */
export function findRangeBounds(sums: Float64Array, { cycle }: RegularPart): RangeBounds {
  const seconds = sums.length - 1;
  const blocks = Math.ceil(sums.length / BLOCK);
  const ends = new Float64Array((blocks + 3) * BLOCK);
  repeatCycle(ends, sums.length, cycle, cycle);
  ends.fill(-Infinity, sums.length);
  const starts = new Float64Array(blocks * BLOCK).fill(Infinity, seconds);
  for (let i = 0; i < seconds; i++) {
    const rest = sums[i]! - ends[i]!;
    ends[i] = rest;
    starts[i] = sums[i + 1]! > sums[i]! ? rest : Infinity;
  }
  ends[seconds] = sums[seconds]! - ends[seconds]!;
  widenMax(ends, GROUP);

  const groupEnds = endsOfGroups(ends);
  const blockHighs = new Float64Array(blocks + 1);
  for (let k = 0; k <= blocks; k++) {
    let high = -Infinity;
    for (let i = k * BLOCK; i < (k + 1) * BLOCK; i += GROUP) if (ends[i]! > high) high = ends[i]!;
    blockHighs[k] = high;
  }
  const rangeEnds = highestAhead(blockHighs, 1, FAN);
  const groupStarts = lowest(starts, GROUP);
  const blockStarts = lowest(groupStarts, BLOCK / GROUP);
  const rangeStarts = lowest(blockStarts, FAN);
  return {
    blocks,
    starts,
    ends,
    lowStarts: [groupStarts, blockStarts, rangeStarts, lowest(rangeStarts, FAN)],
    highEnds: [groupEnds, highestAhead(blockHighs, 1, 1), rangeEnds, highestAhead(rangeEnds, FAN, FAN)],
  };
}

/** Turns values into the largest of the `width` values, a power of two, from each on. */
function widenMax(values: Float64Array, width: number): void {
  for (let step = 1; step < width; step *= 2) {
    for (let i = 0; i + step < values.length; i++) {
      const ahead = values[i + step]!;
      if (ahead > values[i]!) values[i] = ahead;
    }
  }
}

/** From maxima over GROUP positions those over 2 × GROUP − 1, for each group. */
function endsOfGroups(ends: Float64Array): Float64Array {
  const groups = new Float64Array(ends.length / GROUP).fill(-Infinity);
  for (let k = 0; k < groups.length - 1; k++) {
    const near = ends[k * GROUP]!;
    const far = ends[(k + 1) * GROUP - 1]!;
    groups[k] = near > far ? near : far;
  }
  return groups;
}

/** `result[k]` = the largest of values k, k + stride, … k + count × stride. */
function highestAhead(values: Float64Array, stride: number, count: number): Float64Array {
  const result = values.slice();
  for (let k = 0; k < result.length; k++) {
    const last = Math.min(k + count * stride, values.length - 1);
    let high = values[k]!;
    for (let at = k + stride; at <= last; at += stride) if (values[at]! > high) high = values[at]!;
    result[k] = high;
  }
  return result;
}

/** The smallest value of every `width` neighbours. */
function lowest(values: Float64Array, width: number): Float64Array {
  const result = new Float64Array(Math.ceil(values.length / width));
  for (let k = 0; k < result.length; k++) {
    let low = Infinity;
    const end = Math.min(values.length, (k + 1) * width);
    for (let i = k * width; i < end; i++) if (values[i]! < low) low = values[i]!;
    result[k] = low;
  }
  return result;
}
