import { type RegularPart } from './regular-part';

/** Durations are searched in blocks of this many, and starts in blocks of as many. */
export const BLOCK = 16;
/** Inside blocks, groups of this many starts are checked against groups of as many durations. */
export const GROUP = 4;
/** Ranges of this many blocks, and of this many times as many again, are checked before single blocks. */
export const FAN = 8;
/** Groups in a block. */
export const GROUPS = BLOCK / GROUP;
/** Places behind the last block, for windows that are read with others and end past the ride. */
const PADDING = 2 * BLOCK;

/** Running work P[0…n] with −∞ behind it, so that no window past the end of the ride wins. */
export function padSums(sums: Float64Array): Float64Array {
  const padded = new Float64Array(Math.ceil(sums.length / BLOCK) * BLOCK + PADDING).fill(-Infinity, sums.length);
  padded.set(sums);
  return padded;
}

/**
 * Extremes over ranges of what the regular part leaves of the running work: R[i] = P[i] − S[i]. The "ends" of a range of
 * starts are the positions at which its windows can end, for durations of one group in the case of a group, else of one block.
 * They are given for the shortest duration at position 0, and move on with it.
 */
export interface RangeBounds {
  /** Blocks in the ride. */
  blocks: number;
  /** The smallest R of the starts whose second has power per group, block, FAN blocks and FAN² blocks; else +∞. */
  lowStarts: [Float64Array, Float64Array, Float64Array, Float64Array];
  /** The largest R of the ends of each group, each block, and of the FAN, FAN² blocks from each block on; −∞ past the ride. */
  highEnds: [Float64Array, Float64Array, Float64Array, Float64Array];
}

/** Prepares the bounds of a ride from its padded running work and the regular part of it. */
export function findRangeBounds(sums: Float64Array, regularPart: RegularPart): RangeBounds {
  const blocks = (sums.length - PADDING) / BLOCK;
  // One block more, since the last groups of starts and of durations end behind the last block.
  const [groupStarts, groupEnds] = boundGroups(sums, regularPart, (blocks + 1) * GROUPS);
  const blockStarts = lowest(groupStarts, GROUPS);
  const blockEnds = highestAhead(groupEnds, GROUPS, 1, 2 * GROUPS - 1);
  const rangeStarts = lowest(blockStarts, FAN);
  const rangeEnds = highestAhead(blockEnds, 1, 1, FAN);
  return {
    blocks,
    lowStarts: [groupStarts, blockStarts, rangeStarts, lowest(rangeStarts, FAN)],
    highEnds: [groupEnds, blockEnds, rangeEnds, highestAhead(rangeEnds, 1, FAN, FAN)],
  };
}

/** The lowest start of each group, and the highest of its ends: its own positions, and all but the last of the next group. */
function boundGroups(sums: Float64Array, { cycle }: RegularPart, groups: number): [Float64Array, Float64Array] {
  const period = cycle.length - 1;
  const starts = new Float64Array(groups);
  const ends = new Float64Array(groups);
  let base = 0;
  let phase = 0;
  for (let group = 0; group < groups; group++) {
    let low = Infinity;
    let high = -Infinity;
    let shared = -Infinity;
    for (let i = group * GROUP; i < (group + 1) * GROUP; i++) {
      const rest = sums[i]! - base - cycle[phase]!;
      if (++phase === period) {
        phase = 0;
        base += cycle[period]!;
      }
      if (rest < low && sums[i + 1]! > sums[i]!) low = rest;
      shared = high;
      if (rest > high) high = rest;
    }
    starts[group] = low;
    ends[group] = high;
    if (group > 0 && shared > ends[group - 1]!) ends[group - 1] = shared;
  }
  return [starts, ends];
}

/** `result[k]` = the largest of `count` values from k × step on, which lie `stride` apart. */
function highestAhead(values: Float64Array, step: number, stride: number, count: number): Float64Array {
  const result = new Float64Array(Math.ceil(values.length / step));
  for (let k = 0; k < result.length; k++) {
    let high = -Infinity;
    const end = Math.min(values.length, k * step + count * stride);
    for (let at = k * step; at < end; at += stride) if (values[at]! > high) high = values[at]!;
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
