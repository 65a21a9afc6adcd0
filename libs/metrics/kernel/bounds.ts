import {
  at,
  blocks,
  FAN,
  GROUP,
  GROUPS,
  highPerBlock,
  highPerGroup,
  highPerRange,
  highPerWide,
  least,
  lowPerBlock,
  lowPerGroup,
  lowPerRange,
  lowPerWide,
  pairAt,
  put,
  regular,
  sums,
} from './ride';

/** Prepares the bounds of all ranges from the running work and the regular part of it. */
export function findBounds(): void {
  // One block more than the ride has, since its last groups of starts and of durations end behind the last block.
  const groups = (blocks + 1) * GROUPS;
  for (let group = 0; group < groups; group++) {
    put(lowPerGroup, group, lowestStart(group * GROUP));
    put(highPerGroup, group, highestEnd(group * GROUP));
  }
  const ranges = (blocks + FAN - 1) / FAN;
  lowest(lowPerGroup, groups, GROUPS, lowPerBlock, blocks);
  lowest(lowPerBlock, blocks, FAN, lowPerRange, ranges);
  lowest(lowPerRange, ranges, FAN, lowPerWide, (ranges + FAN - 1) / FAN);
  for (let block = 0; block < blocks; block++) {
    put(highPerBlock, block, highest(highPerGroup, block * GROUPS, groups, 1, 2 * GROUPS - 1));
  }
  for (let block = 0; block < blocks; block++) put(highPerRange, block, highest(highPerBlock, block, blocks, 1, FAN));
  for (let block = 0; block < blocks; block++) put(highPerWide, block, highest(highPerRange, block, blocks, FAN, FAN));
}

/** R[i], R[i + 1]; NaN past the ride, which is above and below nothing. */
function rest(i: i32): v128 {
  return v128.sub<f64>(pairAt(sums, i), pairAt(regular, i));
}

function lowestStart(first: i32): f64 {
  return least(v128.pmin<f64>(powered(first), powered(first + 2)));
}

/** +∞ where the second has no power. */
function powered(i: i32): v128 {
  const hasPower = v128.gt<f64>(pairAt(sums, i + 1), pairAt(sums, i));
  return v128.bitselect(rest(i), v128.splat<f64>(Infinity), hasPower);
}

/** Over the positions of a group and all but the last of the next. */
function highestEnd(first: i32): f64 {
  const own = v128.pmax<f64>(v128.pmax<f64>(v128.splat<f64>(-Infinity), rest(first)), rest(first + 2));
  const all = v128.pmax<f64>(v128.pmax<f64>(own, rest(first + 4)), rest(first + 5));
  return Math.max(v128.extract_lane<f64>(all, 0), v128.extract_lane<f64>(all, 1));
}

/** `results[k]` = the smallest of `width` values from k × width on. */
function lowest(values: usize, length: i32, width: i32, results: usize, count: i32): void {
  for (let k = 0; k < count; k++) {
    let low = Infinity;
    const end = min((k + 1) * width, length);
    for (let i = k * width; i < end; i++) low = Math.min(low, at(values, i));
    put(results, k, low);
  }
}

/** The largest of `count` values from `first` on that lie `stride` apart. */
function highest(values: usize, first: i32, length: i32, stride: i32, count: i32): f64 {
  let high = -Infinity;
  const end = min(first + count * stride, length);
  for (let i = first; i < end; i += stride) high = Math.max(high, at(values, i));
  return high;
}
