/** Durations are searched in blocks of this many, and starts in blocks of as many. */
export const BLOCK: i32 = 16;
/** Inside blocks, groups of this many starts are checked against groups of as many durations. */
export const GROUP: i32 = 4;
/** Groups in a block. */
export const GROUPS: i32 = 4;
/** Ranges of this many blocks, and of this many times as many again, are checked before single blocks. */
export const FAN: i32 = 8;
/** Slopes at which blocks are compared. */
export const SLOPES: i32 = 4;
/** Places behind the last block, for windows that are read with others and end past the ride. */
const PADDING: i32 = 2 * BLOCK;
const PAGE: usize = 65536;

/** n, the length of the ride. */
export let seconds: i32 = 0;
/** Of its regular part. */
export let period: i32 = 1;
/** Blocks in the ride. */
export let blocks: i32 = 0;

/** Running work P[0…n], padded with −∞, so that no window past the end of the ride wins. */
export let sums: usize = 0;
/** S[0…n], the regular part of it, where that has a period. */
export let repeated: usize = 0;
/** S[0…n]. */
export let regular: usize = 0;
/** By duration: the most that S rises over it; padded with −∞, so that durations past the longest are no hurdle. */
export let mostRegular: usize = 0;
/** By duration: the most work known so far. */
export let work: usize = 0;
/**
 * By duration (i32): where a window with that work starts. In a ride without a period only that of the last duration of each
 * block is kept.
 */
export let bestStarts: usize = 0;

/** The smallest R = P − S of the starts whose second has power, else +∞: of each group, block, FAN and FAN² blocks. */
export let lowPerGroup: usize = 0;
export let lowPerBlock: usize = 0;
export let lowPerRange: usize = 0;
export let lowPerWide: usize = 0;
/**
 * The largest R at which windows that start in a group, block, or the FAN, FAN² blocks from each block on can end. Given for
 * the shortest duration at position 0, and moving on with it; −∞ past the ride.
 */
export let highPerGroup: usize = 0;
export let highPerBlock: usize = 0;
export let highPerRange: usize = 0;
export let highPerWide: usize = 0;

/** Quantiles of the blocks' own slopes. */
export let slopes: usize = 0;
/** By block (u8): the one of them closest to its own. */
export let slopeOf: usize = 0;
/** By block: the largest P − slope × i of its ends over that slope. */
export let slopeEnds: usize = 0;
/** The smallest of the starts of block k over slope s, at s × blocks + k. */
export let slopeStarts: usize = 0;

let top: usize = 0;

/** The value at a position of an array of f64. */
export function at(array: usize, position: i32): f64 {
  return load<f64>(array + ((<usize>position) << 3));
}

/** Two neighbours. */
export function pairAt(array: usize, position: i32): v128 {
  return v128.load(array + ((<usize>position) << 3));
}

/** The smaller one of two. */
export function least(pair: v128): f64 {
  return Math.min(v128.extract_lane<f64>(pair, 0), v128.extract_lane<f64>(pair, 1));
}

export function put(array: usize, position: i32, value: f64): void {
  store<f64>(array + ((<usize>position) << 3), value);
}

export function startOf(duration: i32): i32 {
  return load<i32>(bestStarts + ((<usize>duration) << 2));
}

export function putStart(duration: i32, start: i32): void {
  store<i32>(bestStarts + ((<usize>duration) << 2), start);
}

/** Makes room for a ride of which nothing is known yet: what there is of it is to be filled in from outside. */
export function layOut(secondsOfRide: i32): void {
  seconds = secondsOfRide;
  blocks = (seconds + BLOCK) / BLOCK;
  const padded = blocks * BLOCK + PADDING;
  // One block more, since the last groups of starts and of durations end behind the last block.
  const groups = (blocks + 1) * GROUPS;
  top = __heap_base;
  sums = take(padded);
  mostRegular = take(padded);
  for (let i = seconds + 1; i < padded; i++) {
    put(sums, i, -Infinity);
    put(mostRegular, i, -Infinity);
  }
  work = take(padded);
  bestStarts = take(padded / 2);
  memory.fill(work, 0, top - work);
  repeated = take(padded);
  lowPerGroup = take(groups);
  highPerGroup = take(groups);
  lowPerBlock = take(blocks + FAN);
  highPerBlock = take(blocks + FAN);
  lowPerRange = take(blocks / FAN + FAN);
  highPerRange = take(blocks + FAN * FAN);
  lowPerWide = take(blocks / (FAN * FAN) + FAN);
  highPerWide = take(blocks);
  slopes = take(SLOPES);
  slopeOf = take(blocks / 8 + 1);
  slopeEnds = take(blocks);
  slopeStarts = take(SLOPES * blocks);
}

/** Says what the regular part is; without a period, of 1 s that is, it is what it rises at most. */
export function setPeriod(secondsOfPeriod: i32): void {
  period = secondsOfPeriod;
  regular = period === 1 ? mostRegular : repeated;
}

/** @returns room for so many f64 */
function take(length: i32): usize {
  const start = top;
  top = (start + ((<usize>length) << 3) + 15) & ~15;
  const missing = <isize>top - <isize>(<usize>memory.size() * PAGE);
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable();
  return start;
}
