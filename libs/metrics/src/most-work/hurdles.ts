import { BLOCK, GROUP, GROUPS } from './range-bounds';
import { type SearchedRide } from './searched-ride';
import { SLOPES, type SlopeBounds } from './slope-bounds';

/**
 * What a window must do beyond a line, or beyond the regular part of the ride, to beat the work known of at least one duration
 * of a block.
 */
export interface Hurdles {
  /** By how much a window must be better to count. */
  slack: number;
  /** Beyond the regular part, over the whole block. */
  block: number;
  /** Beyond the regular part, over each group of durations. */
  groups: Float64Array;
  /** Beyond each of the slopes, over the whole block, where the ride has them. */
  slopes: Float64Array;
}

/** Room for the hurdles of one block after the other. */
export function noHurdles(): Hurdles {
  return { slack: 0, block: Infinity, groups: new Float64Array(GROUPS), slopes: new Float64Array(SLOPES) };
}

/** Sets the hurdles for the durations from `first` on. */
export function setHurdles(hurdles: Hurdles, ride: SearchedRide, first: number, work: Float64Array): void {
  for (let group = first / GROUP; group < (first + BLOCK) / GROUP; group++) setGroupHurdle(hurdles, ride, group, work);
  setBlockHurdle(hurdles);
  if (ride.tilted) setSlopeHurdles(hurdles, ride, ride.tilted, first, work);
}

/** Sets the one for one group of durations, given by its number among all; that for the block is to be set after it. */
export function setGroupHurdle(hurdles: Hurdles, { regular }: SearchedRide, group: number, work: Float64Array): void {
  const { groups } = hurdles;
  let least = Infinity;
  for (let d = group * GROUP; d < (group + 1) * GROUP; d++) {
    const beyond = work[d]! - regular[d]!;
    if (beyond < least) least = beyond;
  }
  groups[group % GROUPS] = least + hurdles.slack;
}

/** Sets the one for the whole block from those for its groups. */
export function setBlockHurdle(hurdles: Hurdles): void {
  const { groups } = hurdles;
  hurdles.block = Math.min(groups[0]!, groups[1]!, groups[2]!, groups[3]!);
}

function setSlopeHurdles(
  hurdles: Hurdles,
  { seconds }: SearchedRide,
  { slopes }: SlopeBounds,
  first: number,
  work: Float64Array,
): void {
  const end = Math.min(first + BLOCK, seconds + 1);
  for (let s = 0; s < slopes.length; s++) {
    const slope = slopes[s]!;
    let least = Infinity;
    for (let d = first; d < end; d++) {
      const beyond = work[d]! - slope * d;
      if (beyond < least) least = beyond;
    }
    hurdles.slopes[s] = least + hurdles.slack;
  }
}
