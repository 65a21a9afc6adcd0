import { setHurdles, type Hurdles } from './hurdles';
import { BLOCK, FAN, GROUP } from './range-bounds';
import { type BestWindows, type SearchedRide } from './searched-ride';

/**
 * Looks for windows of the durations `first`…`first + BLOCK − 1` that beat the work known of them, and keeps them.
 *
 * @param hurdles set for these durations; raised as better windows are found
 */
export function searchBlock(ride: SearchedRide, first: number, hurdles: Hurdles, best: BestWindows): void {
  const { blocks, lowStarts, highEnds } = ride.ranges;
  const [lowPerBlock, lowPerRange, lowPerWide] = lowStarts;
  const [highPerBlock, highPerRange, highPerWide] = highEnds;
  const { slopeOf, ends, starts } = ride.tilted;
  const slopeHurdles = hurdles.slopes;
  const ahead = first / BLOCK;
  const startBlocks = blocks - ahead;

  for (let wide = 0, at = 0; wide < startBlocks; wide += FAN * FAN, at++) {
    if (highPerWide[wide + ahead]! - lowPerWide[at]! <= hurdles.block) continue;
    const wideEnd = Math.min(startBlocks, wide + FAN * FAN);
    for (let range = wide; range < wideEnd; range += FAN) {
      if (highPerRange[range + ahead]! - lowPerRange[range / FAN]! <= hurdles.block) continue;
      const rangeEnd = Math.min(startBlocks, range + FAN);
      for (let block = range; block < rangeEnd; block++) {
        const end = block + ahead;
        if (highPerBlock[end]! - lowPerBlock[block]! <= hurdles.block) continue;
        const slope = slopeOf[end]!;
        if (ends[end]! - starts[slope * blocks + block]! <= slopeHurdles[slope]!) continue;
        if (tryStarts(ride, block * BLOCK, first, hurdles, best)) setHurdles(hurdles, ride, first, best.work);
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
