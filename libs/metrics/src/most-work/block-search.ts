import { BLOCK, FAN, GROUP, type RangeBounds } from './range-bounds';
import { type SlopeBounds } from './slope-bounds';

/** The most work known so far, and where it was done. */
export interface BestWindows {
  /** By duration, padded to whole blocks. */
  work: Float64Array;
  /** By duration: where a window with that work starts. */
  start: Int32Array;
}

/** A ride as the search sees it. */
export interface SearchedRide {
  /** Running work P[0…n], padded with −∞ so that no window past the end of the ride can win. */
  sums: Float64Array;
  /** The most work of the regular part by duration, padded with −∞ (no hurdle) past the longest. */
  regular: Float64Array;
  ranges: RangeBounds;
  tilted: SlopeBounds;
}

/** How much a window must do beyond the regular part to beat what is known: the least over the durations in question. */
interface Hurdles {
  groups: Float64Array;
  block: number;
}

/** Looks for windows of the durations `first`…`first + BLOCK − 1` that beat the work known of them, and keeps them. */
export function searchBlock(ride: SearchedRide, first: number, best: BestWindows): void {
  const { ranges, tilted } = ride;
  const { blocks } = ranges;
  const [lowPerBlock, lowPerRange, lowPerWide] = ranges.lowStarts;
  const [highPerBlock, highPerRange, highPerWide] = ranges.highEnds;
  const { slopeOf, ends, starts } = tilted;
  const ahead = first / BLOCK;
  const startBlocks = blocks - ahead;
  const slopeHurdles = hurdlesOverSlopes(ride, first, best);
  const hurdles: Hurdles = { groups: new Float64Array(BLOCK / GROUP), block: 0 };
  setHurdles(hurdles, ride, first, best);

  for (let wide = 0; wide < startBlocks; wide += FAN * FAN) {
    if (highPerWide[wide + ahead]! - lowPerWide[wide / (FAN * FAN)]! <= hurdles.block) continue;
    const wideEnd = Math.min(startBlocks, wide + FAN * FAN);
    for (let range = wide; range < wideEnd; range += FAN) {
      if (highPerRange[range + ahead]! - lowPerRange[range / FAN]! <= hurdles.block) continue;
      const rangeEnd = Math.min(startBlocks, range + FAN);
      for (let block = range; block < rangeEnd; block++) {
        const end = block + ahead;
        if (highPerBlock[end]! - lowPerBlock[block]! <= hurdles.block) continue;
        const slope = slopeOf[end]!;
        if (ends[end]! - starts[slope * blocks + block]! <= slopeHurdles[slope]!) continue;
        if (tryStarts(ride, block * BLOCK, first, hurdles, best)) setHurdles(hurdles, ride, first, best);
      }
    }
  }
}

/** Tries the windows that start in one block of starts; true when one was better. */
function tryStarts(
  { sums, ranges }: SearchedRide,
  firstStart: number,
  firstDuration: number,
  { groups, block }: Hurdles,
  { work, start }: BestWindows,
): boolean {
  const { starts, groupEnds, blockEnds } = ranges;
  let better = false;
  for (let i = firstStart; i < firstStart + BLOCK; i++) {
    const low = starts[i]!;
    const firstEnd = i + firstDuration;
    if (blockEnds[firstEnd]! - low <= block) continue;
    const before = sums[i]!;
    for (let group = 0; group < BLOCK / GROUP; group++) {
      const offset = group * GROUP;
      if (groupEnds[firstEnd + offset]! - low <= groups[group]!) continue;
      for (let k = offset; k < offset + GROUP; k++) {
        const done = sums[firstEnd + k]! - before;
        if (done > work[firstDuration + k]!) {
          work[firstDuration + k] = done;
          start[firstDuration + k] = i;
          better = true;
        }
      }
    }
  }
  return better;
}

function setHurdles(hurdles: Hurdles, { regular }: SearchedRide, first: number, { work }: BestWindows): void {
  hurdles.block = Infinity;
  for (let group = 0; group < BLOCK / GROUP; group++) {
    let least = Infinity;
    for (let d = first + group * GROUP; d < first + (group + 1) * GROUP; d++) {
      const beyond = work[d]! - regular[d]!;
      if (beyond < least) least = beyond;
    }
    hurdles.groups[group] = least;
    if (least < hurdles.block) hurdles.block = least;
  }
}

/** Per slope the least of work − slope × duration. */
function hurdlesOverSlopes({ regular, tilted }: SearchedRide, first: number, { work }: BestWindows): Float64Array {
  const { slopes } = tilted;
  const hurdles = new Float64Array(slopes.length).fill(Infinity);
  for (let d = first; d < first + BLOCK && regular[d]! > -Infinity; d++) {
    for (let s = 0; s < slopes.length; s++) {
      const beyond = work[d]! - slopes[s]! * d;
      if (beyond < hurdles[s]!) hurdles[s] = beyond;
    }
  }
  return hurdles;
}
