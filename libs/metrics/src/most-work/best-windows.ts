/** The most work known so far, and where it was done. */
export interface BestWindows {
  /** By duration, padded to whole blocks. */
  work: Float64Array;
  /** By duration: where a window with that work starts. */
  start: Int32Array;
}

/**
 * Tries the windows of a duration that start at `first` and the three seconds after it, and keeps the best if it is better
 * than what is known; true when it is. The four share one branch, since most of the time none is.
 *
 * @param sums running work, see padSums
 */
export function tryFour(sums: Float64Array, first: number, duration: number, { work, start }: BestWindows): boolean {
  const end = first + duration;
  const known = work[duration]!;
  if (
    sums[end]! - sums[first]! <= known &&
    sums[end + 1]! - sums[first + 1]! <= known &&
    sums[end + 2]! - sums[first + 2]! <= known &&
    sums[end + 3]! - sums[first + 3]! <= known
  ) {
    return false;
  }
  let better = false;
  for (let i = first; i < first + 4; i++) {
    const done = sums[i + duration]! - sums[i]!;
    if (!(done > work[duration]!)) continue;
    work[duration] = done;
    start[duration] = i;
    better = true;
  }
  return better;
}
