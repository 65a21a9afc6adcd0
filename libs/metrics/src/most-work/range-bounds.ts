import { repeatCycle, type RegularPart } from './regular-part';

/** Durations are searched in blocks of this many, and starts in blocks of as many. */
export const BLOCK = 16;
/** Inside a block durations are checked in groups of this many. */
export const GROUP = 4;
/** Ranges of this many blocks, and of this many times as many again, are checked before single blocks. */
export const FAN = 8;

/**
 * Extremes over ranges of what the regular part leaves of the running work: R[i] = P[i] − S[i]. The "ends" of block k are
 * the 2 × BLOCK − 1 positions at which a window can end that starts in one block and lasts for a duration of one block.
 */
export interface RangeBounds {
  /** Blocks in the ride. */
  blocks: number;
  /** Largest R of positions i…i + GROUP − 1; −∞ past the end of the ride, as are all ends. */
  groupEnds: Float64Array;
  /** Largest R of positions i…i + BLOCK − 1. */
  blockEnds: Float64Array;
  /** R where the second that begins there has power, else +∞. */
  starts: Float64Array;
  /** The smallest start per block, per FAN and per FAN² blocks. */
  lowStarts: [Float64Array, Float64Array, Float64Array];
  /** By block k: the largest of its ends, and of those of the FAN, FAN² blocks from k on. */
  highEnds: [Float64Array, Float64Array, Float64Array];
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

  const groupEnds = widenMax(ends, 1, GROUP);
  const blockEnds = widenMax(groupEnds.slice(), GROUP, BLOCK);
  const blockHighs = new Float64Array(blocks + 1);
  for (let k = 0; k <= blocks; k++) blockHighs[k] = blockEnds[k * BLOCK]!;
  const lowPerBlock = lowest(starts, BLOCK);
  const lowPerRange = lowest(lowPerBlock, FAN);
  const highPerRange = highestAhead(blockHighs, 1, FAN);
  return {
    blocks,
    groupEnds,
    blockEnds,
    starts,
    lowStarts: [lowPerBlock, lowPerRange, lowest(lowPerRange, FAN)],
    highEnds: [highestAhead(blockHighs, 1, 1), highPerRange, highestAhead(highPerRange, FAN, FAN)],
  };
}

/** Widens, in place, a sliding maximum over `width` positions to one over `wanted`, both powers of two. */
function widenMax(highs: Float64Array, width: number, wanted: number): Float64Array {
  for (let step = width; step < wanted; step *= 2) {
    for (let i = 0; i + step < highs.length; i++) {
      const ahead = highs[i + step]!;
      if (ahead > highs[i]!) highs[i] = ahead;
    }
  }
  return highs;
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
