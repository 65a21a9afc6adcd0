import { BLOCK, GROUP } from './range-bounds';
import { type SearchedRide } from './searched-ride';

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
  /** Beyond each of the slopes, over the whole block. */
  slopes: Float64Array;
}

/** Room for the hurdles of one block after the other. */
export function noHurdles({ tilted }: SearchedRide): Hurdles {
  return {
    slack: 0,
    block: Infinity,
    groups: new Float64Array(BLOCK / GROUP),
    slopes: new Float64Array(tilted.slopes.length),
  };
}

/** Sets the hurdles beyond the regular part for the durations from `first` on. */
export function setHurdles(hurdles: Hurdles, { regular }: SearchedRide, first: number, work: Float64Array): void {
  hurdles.block = Infinity;
  for (let group = 0; group < BLOCK / GROUP; group++) {
    let least = Infinity;
    for (let d = first + group * GROUP; d < first + (group + 1) * GROUP; d++) {
      const beyond = work[d]! - regular[d]!;
      if (beyond < least) least = beyond;
    }
    hurdles.groups[group] = least + hurdles.slack;
    if (least + hurdles.slack < hurdles.block) hurdles.block = least + hurdles.slack;
  }
}

/** Sets the hurdles beyond the slopes for the durations from `first` to `last`. */
export function setSlopeHurdles(
  hurdles: Hurdles,
  { tilted }: SearchedRide,
  first: number,
  last: number,
  work: Float64Array,
): void {
  const { slopes } = tilted;
  for (let s = 0; s < slopes.length; s++) {
    const slope = slopes[s]!;
    let least = Infinity;
    for (let d = first; d <= last; d++) {
      const beyond = work[d]! - slope * d;
      if (beyond < least) least = beyond;
    }
    hurdles.slopes[s] = least + hurdles.slack;
  }
}
