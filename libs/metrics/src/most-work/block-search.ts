import { setBlockHurdle, setGroupHurdle, type Hurdles } from './hurdles';
import { BLOCK, FAN, GROUP, GROUPS } from './range-bounds';
import { tryGroup, type BestWindows } from './best-windows';
import { type SearchedRide } from './searched-ride';
import { findSlopeBounds } from './slope-bounds';

/**
 * A ride may leave this many blocks of starts for each block of durations, and twice as many as it has for the shortest ones,
 * which leave most. Only rides that leave more are worth the look at slopes.
 */
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
  if (ride.tried > FEW * ahead + 2 * blocks) ride.tilted ??= findSlopeBounds(ride.sums.subarray(0, ride.seconds + 1));
}

/** Tries the windows of one block of starts and one of durations, given by their numbers. */
function tryGroups(ride: SearchedRide, starts: number, durations: number, hurdles: Hurdles, best: BestWindows): void {
  const [low] = ride.ranges.lowStarts;
  const [high] = ride.ranges.highEnds;
  const { groups } = hurdles;
  const start = starts * GROUPS;
  const low0 = low[start]!;
  const low1 = low[start + 1]!;
  const low2 = low[start + 2]!;
  const low3 = low[start + 3]!;
  let better = false;
  for (let group = 0; group < GROUPS; group++) {
    const duration = durations * GROUPS + group;
    const end = start + duration;
    const hurdle = groups[group]!;
    // Which of the four are left is a matter of chance, which four branches would be wrong about: a bit for each instead.
    let left =
      Number(high[end]! - low0 > hurdle) |
      (Number(high[end + 1]! - low1 > hurdle) << 1) |
      (Number(high[end + 2]! - low2 > hurdle) << 2) |
      (Number(high[end + 3]! - low3 > hurdle) << 3);
    while (left !== 0) {
      const highest = 31 - Math.clz32(left);
      left ^= 1 << highest;
      if (!tryGroup(ride.sums, (start + highest) * GROUP, duration * GROUP, best)) continue;
      setGroupHurdle(hurdles, ride, duration, best.work);
      better = true;
    }
  }
  if (better) setBlockHurdle(hurdles);
}
