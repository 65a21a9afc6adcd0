import { BLOCK } from '../kernel/block';

/**
 * Bounds of single blocks over lines: R[i] = P[i] − slope × i, with a slope close to the power around the ends of the block.
 * There R is flat, and the bound close, even where that power is far from the ride's mean.
 */
export interface SlopeBounds {
  /** Quantiles of the blocks' own slopes, whole numbers. */
  slopes: Float64Array;
  /** By block: the position in `slopes` of the one closest to its own. */
  slopeOf: Uint8Array;
  /** By block: the largest R of its ends over that slope. */
  ends: Float64Array;
  /** The smallest R of the starts of block k over slope s, at s × blocks + k. */
  starts: Float64Array;
}

/**
 * Prepares the bounds of a ride.
 *
 * @param sums running work P[0…n]
 * @param bounds room for them; how many slopes there are is for it to say
 */
export function findSlopeBounds(sums: Float64Array, { slopes, slopeOf, ends, starts }: SlopeBounds): void {
  const blocks = slopeOf.length;
  const own = ownSlopes(sums, blocks);
  const sorted = own.slice().sort();
  for (let s = 0; s < slopes.length; s++) {
    slopes[s] = Math.round(sorted[Math.floor(((s + 0.5) * blocks) / slopes.length)]!);
  }
  for (let k = 0; k < blocks; k++) {
    slopeOf[k] = closestTo(own[k]!, slopes);
    ends[k] = highestEnd(sums, k * BLOCK, slopes[slopeOf[k]!]!);
  }
  for (let s = 0; s < slopes.length; s++) {
    for (let k = 0; k < blocks; k++) starts[s * blocks + k] = lowestStart(sums, k * BLOCK, slopes[s]!);
  }
}

/** The mean power from the first to the last end of each block. */
function ownSlopes(sums: Float64Array, blocks: number): Float64Array {
  const own = new Float64Array(blocks);
  for (let k = 0; k < blocks; k++) {
    const first = k * BLOCK;
    const last = Math.min(sums.length - 1, first + 2 * BLOCK - 2);
    own[k] = last > first ? (sums[last]! - sums[first]!) / (last - first) : 0;
  }
  return own;
}

function closestTo(value: number, slopes: Float64Array): number {
  let closest = 0;
  for (let s = 1; s < slopes.length; s++) {
    if (Math.abs(slopes[s]! - value) < Math.abs(slopes[closest]! - value)) closest = s;
  }
  return closest;
}

function highestEnd(sums: Float64Array, first: number, slope: number): number {
  let high = -Infinity;
  const end = Math.min(sums.length, first + 2 * BLOCK - 1);
  for (let i = first; i < end; i++) {
    const height = sums[i]! - slope * i;
    if (height > high) high = height;
  }
  return high;
}

function lowestStart(sums: Float64Array, first: number, slope: number): number {
  let low = Infinity;
  const end = Math.min(sums.length - 1, first + BLOCK);
  for (let i = first; i < end; i++) {
    const height = sums[i]! - slope * i;
    if (height < low && sums[i + 1]! > sums[i]!) low = height;
  }
  return low;
}
