import { GROUP } from './range-bounds';

/** The most work known so far, and where it was done. */
export interface BestWindows {
  /** By duration, padded to whole blocks. */
  work: Float64Array;
  /** By duration: where a window with that work starts. */
  start: Int32Array;
}

/**
 * Tries the windows of one group of starts and one of durations, given by the first of each, and keeps those that are better
 * than what is known; true when one was. The sixteen share seven ends and one branch, since most of the time none is better.
 * Each value has a line of its own: taken out of arrays, they made the whole curve half as long again.
 *
 * @param sums running work, see padSums
 */
export function tryGroup(sums: Float64Array, start: number, duration: number, best: BestWindows): boolean {
  const { work } = best;
  const end = start + duration;
  const s0 = sums[start]!;
  const s1 = sums[start + 1]!;
  const s2 = sums[start + 2]!;
  const s3 = sums[start + 3]!;
  const e0 = sums[end]!;
  const e1 = sums[end + 1]!;
  const e2 = sums[end + 2]!;
  const e3 = sums[end + 3]!;
  const e4 = sums[end + 4]!;
  const e5 = sums[end + 5]!;
  const e6 = sums[end + 6]!;
  const w0 = work[duration]!;
  const w1 = work[duration + 1]!;
  const w2 = work[duration + 2]!;
  const w3 = work[duration + 3]!;
  if (
    e0 - s0 <= w0 &&
    e1 - s1 <= w0 &&
    e2 - s2 <= w0 &&
    e3 - s3 <= w0 &&
    e1 - s0 <= w1 &&
    e2 - s1 <= w1 &&
    e3 - s2 <= w1 &&
    e4 - s3 <= w1 &&
    e2 - s0 <= w2 &&
    e3 - s1 <= w2 &&
    e4 - s2 <= w2 &&
    e5 - s3 <= w2 &&
    e3 - s0 <= w3 &&
    e4 - s1 <= w3 &&
    e5 - s2 <= w3 &&
    e6 - s3 <= w3
  ) {
    return false;
  }
  for (let d = duration; d < duration + GROUP; d++) keepBest(sums, start, start + GROUP, d, best);
  return true;
}

/** Tries the windows of a duration that start at `first`…`end − 1`, and keeps the best if it is better than what is known. */
export function keepBest(sums: Float64Array, first: number, end: number, duration: number, best: BestWindows): void {
  let most = best.work[duration]!;
  let at = -1;
  for (let start = first; start < end; start++) {
    const done = sums[start + duration]! - sums[start]!;
    if (!(done > most)) continue;
    most = done;
    at = start;
  }
  if (at < 0) return;
  best.work[duration] = most;
  best.start[duration] = at;
}
