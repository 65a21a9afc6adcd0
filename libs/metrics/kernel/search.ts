import { blockHurdle, groupHurdles, setBlockHurdle, setGroupHurdle, slopeHurdles } from './hurdles';
import {
  at,
  BLOCK,
  blocks,
  FAN,
  GROUP,
  GROUPS,
  highPerBlock,
  highPerGroup,
  highPerRange,
  highPerWide,
  lowPerBlock,
  lowPerGroup,
  lowPerRange,
  lowPerWide,
  pairAt,
  put,
  putStart,
  slopeEnds,
  slopeOf,
  slopeStarts,
  sums,
  work,
} from './ride';

/**
 * Looks for windows of the durations `first`…`first + BLOCK − 1` that beat the work known of them, and keeps them.
 *
 * @param tilted whether the ride has slopes
 * @returns how many blocks of starts were left over its regular part
 */
export function searchBlock(first: i32, tilted: bool): i32 {
  const ahead = first / BLOCK;
  const startBlocks = blocks - ahead;
  let left = 0;
  for (let wide = 0; wide < startBlocks; wide += FAN * FAN) {
    if (at(highPerWide, wide + ahead) - at(lowPerWide, wide / (FAN * FAN)) <= blockHurdle) continue;
    const wideEnd = min(startBlocks, wide + FAN * FAN);
    for (let range = wide; range < wideEnd; range += FAN) {
      if (at(highPerRange, range + ahead) - at(lowPerRange, range / FAN) <= blockHurdle) continue;
      const rangeEnd = min(startBlocks, range + FAN);
      for (let block = range; block < rangeEnd; block++) {
        if (at(highPerBlock, block + ahead) - at(lowPerBlock, block) <= blockHurdle) continue;
        left++;
        if (!tilted || beatsSlope(block, ahead)) tryGroups(block, ahead);
      }
    }
  }
  return left;
}

/** Whether a window from a block of starts, `ahead` blocks long, could be better over the slope of its ends, too. */
function beatsSlope(block: i32, ahead: i32): bool {
  const slope = <i32>load<u8>(slopeOf + <usize>(block + ahead));
  return at(slopeEnds, block + ahead) - at(slopeStarts, slope * blocks + block) > at(slopeHurdles, slope);
}

/** Tries the windows of one block of starts and one of durations, given by their numbers. */
function tryGroups(starts: i32, durations: i32): void {
  // Which of the sixteen pairs of groups are left is a matter of chance, which branches would be wrong about: a bit for each.
  let left = 0;
  for (let group = 0; group < GROUPS; group++) {
    left |= groupsLeft(starts * GROUPS, durations * GROUPS, group) << (group * GROUPS);
  }
  let better = false;
  while (left !== 0) {
    const next = ctz(left);
    left &= left - 1;
    const duration = durations * GROUPS + next / GROUPS;
    if (!tryGroup((starts * GROUPS + (next % GROUPS)) * GROUP, duration * GROUP)) continue;
    setGroupHurdle(duration);
    better = true;
  }
  if (better) setBlockHurdle();
}

/** Which groups of starts, of the block whose first is given, could do more than the hurdle of a group of durations. */
function groupsLeft(start: i32, durations: i32, group: i32): i32 {
  const end = start + durations + group;
  const hurdle = v128.splat<f64>(at(groupHurdles, group));
  const first = v128.sub<f64>(pairAt(highPerGroup, end), pairAt(lowPerGroup, start));
  const last = v128.sub<f64>(pairAt(highPerGroup, end + 2), pairAt(lowPerGroup, start + 2));
  return i64x2.bitmask(v128.gt<f64>(first, hurdle)) | (i64x2.bitmask(v128.gt<f64>(last, hurdle)) << 2);
}

/**
 * Tries the windows of one group of starts and one of durations, given by the first of each, and keeps those that are better
 * than what is known; true when one was. Two durations at once, and one branch for all, since most of the time none is better.
 */
function tryGroup(start: i32, duration: i32): bool {
  const starts = sums + ((<usize>start) << 3);
  const ends = starts + ((<usize>duration) << 3);
  const s0 = v128.load_splat<f64>(starts);
  const s1 = v128.load_splat<f64>(starts, 8);
  const s2 = v128.load_splat<f64>(starts, 16);
  const s3 = v128.load_splat<f64>(starts, 24);
  const e2 = v128.load(ends, 16);
  const e3 = v128.load(ends, 24);
  const most0 = v128.pmax<f64>(
    v128.pmax<f64>(v128.sub<f64>(v128.load(ends), s0), v128.sub<f64>(v128.load(ends, 8), s1)),
    v128.pmax<f64>(v128.sub<f64>(e2, s2), v128.sub<f64>(e3, s3)),
  );
  const most2 = v128.pmax<f64>(
    v128.pmax<f64>(v128.sub<f64>(e2, s0), v128.sub<f64>(e3, s1)),
    v128.pmax<f64>(v128.sub<f64>(v128.load(ends, 32), s2), v128.sub<f64>(v128.load(ends, 40), s3)),
  );
  const better0 = v128.gt<f64>(most0, pairAt(work, duration));
  const better2 = v128.gt<f64>(most2, pairAt(work, duration + 2));
  if (!v128.any_true(v128.or(better0, better2))) return false;
  keepBetter(start, duration, i64x2.bitmask(better0) | (i64x2.bitmask(better2) << 2));
  return true;
}

/** @param which a bit for each duration of the group that has a better window */
function keepBetter(start: i32, duration: i32, which: i32): void {
  for (; which !== 0; which &= which - 1) keepBest(start, duration + ctz(which));
}

function keepBest(first: i32, d: i32): void {
  let most = at(work, d);
  let best = first;
  for (let start = first; start < first + GROUP; start++) {
    const done = at(sums, start + d) - at(sums, start);
    if (!(done > most)) continue;
    most = done;
    best = start;
  }
  put(work, d, most);
  putStart(d, best);
}
