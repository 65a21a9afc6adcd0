import { at, BLOCK, GROUP, GROUPS, least, mostRegular, pairAt, put, seconds, SLOPES, slopes, work } from './ride';

/*
 * What a window must do beyond the regular part of the ride, or beyond a line, to beat the work known of at least one duration
 * of a block.
 */

/** Beyond the regular part, over the whole block. */
export let blockHurdle: f64 = Infinity;
/** Beyond the regular part, over each group of durations. */
export const groupHurdles: usize = memory.data(GROUPS * 8, 16);
/** Beyond each of the slopes, over the whole block, where the ride has them. */
export const slopeHurdles: usize = memory.data(SLOPES * 8, 16);
/** By how much a window must be better to count. */
let slack: f64 = 0;

/** Sets the hurdles for the durations from `first` on. */
export function setHurdles(first: i32, toCount: f64): void {
  slack = toCount;
  for (let group = first / GROUP; group < (first + BLOCK) / GROUP; group++) setGroupHurdle(group);
  setBlockHurdle();
}

/** Sets the one for one group of durations, given by its number among all; that for the block is to be set after it. */
export function setGroupHurdle(group: i32): void {
  const beyond = v128.pmin<f64>(beyondRegular(group * GROUP), beyondRegular(group * GROUP + 2));
  put(groupHurdles, group % GROUPS, least(beyond) + slack);
}

function beyondRegular(duration: i32): v128 {
  return v128.sub<f64>(pairAt(work, duration), pairAt(mostRegular, duration));
}

/** Sets the one for the whole block from those for its groups. */
export function setBlockHurdle(): void {
  blockHurdle = Math.min(
    Math.min(at(groupHurdles, 0), at(groupHurdles, 1)),
    Math.min(at(groupHurdles, 2), at(groupHurdles, 3)),
  );
}

/** Sets those over the slopes, after the others. */
export function setSlopeHurdles(first: i32): void {
  const end = min(first + BLOCK, seconds + 1);
  for (let slope = 0; slope < SLOPES; slope++) {
    let beyond = Infinity;
    for (let d = first; d < end; d++) beyond = Math.min(beyond, at(work, d) - at(slopes, slope) * d);
    put(slopeHurdles, slope, beyond + slack);
  }
}
