import { setHurdles, type Hurdles } from './hurdles';
import { BLOCK, FAN, GROUP } from './range-bounds';
import { type BestWindows, type SearchedRide } from './searched-ride';

/** Groups in a block. */
const GROUPS = BLOCK / GROUP;

/**
 * Looks for windows of the durations `first`…`first + BLOCK − 1` that beat the work known of them, and keeps them.
 *
 * @param hurdles set for these durations; raised as better windows are found
 */
export function searchBlock(ride: SearchedRide, first: number, hurdles: Hurdles, best: BestWindows): void {
  const { blocks, lowStarts, highEnds } = ride.ranges;
  const [, lowPerBlock, lowPerRange, lowPerWide] = lowStarts;
  const [, highPerBlock, highPerRange, highPerWide] = highEnds;
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
        if (tryGroups(ride, block, ahead, hurdles, best)) setHurdles(hurdles, ride, first, best.work);
      }
    }
  }
}

/** Tries the windows of one block of starts and one of durations, given by their numbers; true when one was better. */
function tryGroups(
  ride: SearchedRide,
  starts: number,
  durations: number,
  hurdles: Hurdles,
  best: BestWindows,
): boolean {
  const [low] = ride.ranges.lowStarts;
  const [high] = ride.ranges.highEnds;
  const firstStarts = starts * GROUPS;
  const firstDurations = durations * GROUPS;
  let better = false;
  for (let start = firstStarts; start < firstStarts + GROUPS; start++) {
    const lowest = low[start]!;
    for (let group = 0; group < GROUPS; group++) {
      const hurdle = hurdles.groups[group]!;
      const duration = firstDurations + group;
      if (high[start + duration]! - lowest <= hurdle) continue;
      if (tryStarts(ride, start * GROUP, duration * GROUP, hurdle, best)) better = true;
    }
  }
  return better;
}

/** Tries the windows of one group of starts and one of durations, given by the first of each; true when one was better. */
function tryStarts(
  { sums, ranges }: SearchedRide,
  firstStart: number,
  firstDuration: number,
  hurdle: number,
  { work, start }: BestWindows,
): boolean {
  const { starts, ends } = ranges;
  let better = false;
  for (let i = firstStart; i < firstStart + GROUP; i++) {
    if (ends[i + firstDuration]! - starts[i]! <= hurdle) continue;
    const before = sums[i]!;
    for (let duration = firstDuration; duration < firstDuration + GROUP; duration++) {
      const done = sums[i + duration]! - before;
      if (done > work[duration]!) {
        work[duration] = done;
        start[duration] = i;
        better = true;
      }
    }
  }
  return better;
}
