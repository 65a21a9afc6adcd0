import { setGroupHurdle, type Hurdles } from './hurdles';
import { BLOCK, FAN, GROUP, GROUPS } from './range-bounds';
import { tryFour, type BestWindows } from './best-windows';
import { type SearchedRide } from './searched-ride';
import { findSlopeBounds } from './slope-bounds';

/** Most rides leave fewer blocks of starts for a block of durations, taken all in all; with more it pays to look at slopes. */
const FEW = 8;

/**
 * Looks for windows of the durations `first`…`first + BLOCK − 1` that beat the work known of them, and keeps them.
 *
 * @param hurdles set for these durations; raised as better windows are found
 */
export function searchBlock(ride: SearchedRide, first: number, hurdles: Hurdles, best: BestWindows): void {
  const { blocks, lowStarts, highEnds } = ride.ranges;
  const [, lowPerBlock, lowPerRange, lowPerWide] = lowStarts;
  const [, highPerBlock, highPerRange, highPerWide] = highEnds;
  const { tilted } = ride;
  const ahead = first / BLOCK;
  const startBlocks = blocks - ahead;
  let tried = 0;

  for (let wide = 0, at = 0; wide < startBlocks; wide += FAN * FAN, at++) {
    if (highPerWide[wide + ahead]! - lowPerWide[at]! <= hurdles.block) continue;
    const wideEnd = Math.min(startBlocks, wide + FAN * FAN);
    for (let range = wide; range < wideEnd; range += FAN) {
      if (highPerRange[range + ahead]! - lowPerRange[range / FAN]! <= hurdles.block) continue;
      const rangeEnd = Math.min(startBlocks, range + FAN);
      for (let block = range; block < rangeEnd; block++) {
        if (highPerBlock[block + ahead]! - lowPerBlock[block]! <= hurdles.block) continue;
        tried++;
        if (tilted) {
          const slope = tilted.slopeOf[block + ahead]!;
          if (tilted.ends[block + ahead]! - tilted.starts[slope * blocks + block]! <= hurdles.slopes[slope]!) continue;
        }
        tryGroups(ride, block, ahead, hurdles, best);
      }
    }
  }
  ride.tried += tried;
  if (ride.tried > FEW * (ahead + FEW)) ride.tilted ??= findSlopeBounds(ride.sums.subarray(0, ride.seconds + 1));
}

/** Tries the windows of one block of starts and one of durations, given by their numbers. */
function tryGroups(ride: SearchedRide, starts: number, durations: number, hurdles: Hurdles, best: BestWindows): void {
  const [low] = ride.ranges.lowStarts;
  const [high] = ride.ranges.highEnds;
  const { groups } = hurdles;
  const { sums } = ride;
  for (let group = 0; group < GROUPS; group++) {
    const duration = durations * GROUPS + group;
    for (let start = starts * GROUPS; start < (starts + 1) * GROUPS; start++) {
      if (high[start + duration]! - low[start]! <= groups[group]!) continue;
      if (tryGroup(sums, start * GROUP, duration * GROUP, best)) setGroupHurdle(hurdles, ride, duration, best.work);
    }
  }
}

/** Tries the windows of one group of starts and one of durations, given by the first of each; true when one was better. */
function tryGroup(sums: Float64Array, start: number, duration: number, best: BestWindows): boolean {
  let better = false;
  for (let d = duration; d < duration + GROUP; d++) if (tryFour(sums, start, d, best)) better = true;
  return better;
}
