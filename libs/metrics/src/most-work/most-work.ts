import { keepBest, type BestWindows } from './best-windows';
import { searchBlock } from './block-search';
import { noHurdles, setHurdles } from './hurdles';
import { BLOCK, findRangeBounds, padSums } from './range-bounds';
import { findRegularPart, repeatCycle } from './regular-part';
import { type SearchedRide } from './searched-ride';

/**
 * The most work in any window of d seconds, for every d: M(d) = max over i of P[i + d] − P[i], where P is the running
 * work. Every duration and every window is decided, none is sampled; what is saved is trying windows that cannot win,
 * and here is why they cannot. All of it is whole numbers, so no comparison is blurred by rounding.
 *
 * Durations go up in blocks of 16, for each of which:
 *
 * 1. *Floor.* Those that start close to the best window of d − 1, the last d seconds of the ride, and the best window of
 *    d − period with a period more on either side are windows of d seconds. M(d) is at least what they do.
 * 2. *Regular part.* Let S be running work that repeats (or any other), s(d) the most it rises over d seconds, and R = P − S.
 *    A window does R[i + d] − R[i] + S[i + d] − S[i] ≤ R[i + d] − R[i] + s(d). So, for starts i in a range and durations in
 *    a block, none can win where (largest R of all their ends) − (smallest R of all their starts) ≤ the least floor(d) − s(d).
 *    Without a period S is a line. With one it is the typical repeat: in a periodic ride as many windows tie as there are
 *    periods, and over a line R swings by the work of a whole interval, which hides them from each other; over
 *    the typical repeat R is flat, and all that tie fall at once. Ranges are of 1,024, 128, then 16 starts.
 * 3. *Slopes.* In a ride that leaves more blocks of 16 than most, they are compared once more over a line with the power that
 *    is ridden around their ends, whatever the mean of the ride is: on a trainer that holds its power R is flat over that
 *    line alone.
 * 4. *Starts.* Of equally good windows take the last. A second later it would do less, so it begins with a second that has
 *    power, unless it ends with the ride; and that one is in the floor. So pauses hold no starts.
 * 5. What is left is compared as in 2, four starts with four durations; then each window is tried.
 *
 * @param sums running work P[0…n] in whole units, never falling
 * @param tolerance units by which the result may fall short for each second of d. For sums that are rounded themselves, whose
 *   windows can differ by nothing else than rounding, and then all tie; 0 for exact ones
 * @returns M(0…n) in the same units
 */
export function mostWork(sums: Float64Array, tolerance = 0): Float64Array {
  const longest = sums.length - 1;
  if (longest < 1) return new Float64Array(sums.length);
  const regularPart = findRegularPart(sums);
  const period = regularPart.cycle.length - 1;
  const padded = padSums(sums);
  const ranges = findRangeBounds(padded, regularPart);
  const durations = ranges.blocks * BLOCK;
  const regular = new Float64Array(durations).fill(-Infinity, sums.length);
  repeatCycle(regular, sums.length, regularPart.most, regularPart.cycle);
  const ride: SearchedRide = { seconds: longest, sums: padded, regular, ranges, tried: 0, tilted: null };
  const best: BestWindows = { work: new Float64Array(durations), start: new Int32Array(durations) };
  const hurdles = noHurdles();
  for (let first = 0; first <= longest; first += BLOCK) {
    const last = Math.min(first + BLOCK - 1, longest);
    setFloors(ride, Math.max(1, first), last, period, best);
    // Rounding alone makes a window one unit too good at most, and a better one as much too bad.
    hurdles.slack = Math.max(0, Math.floor(tolerance * first) - 2);
    setHurdles(hurdles, ride, first, best.work);
    searchBlock(ride, first, hurdles, best);
    // What fell short within the tolerance must not fall below what a shorter window does.
    if (hurdles.slack > 0) setFloors(ride, first, last, period, best);
  }
  return best.work.subarray(0, sums.length);
}

/** The best start of d is first looked for up to this many seconds before that of d − 1, and less than as many after it. */
const NEAR = 4;

/** @param sums padded with −∞ */
function setFloors(
  { sums, seconds }: SearchedRide,
  first: number,
  last: number,
  period: number,
  best: BestWindows,
): void {
  for (let d = first; d <= last; d++) {
    const before = best.start[d - 1]!;
    offer(sums, seconds - d, d, best);
    keepBest(sums, Math.max(0, before - NEAR), before + NEAR, d, best);
    if (period > 1 && d > period) {
      const repeat = best.start[d - period]!;
      offer(sums, repeat, d, best);
      offer(sums, repeat - period, d, best);
    }
  }
}

/** Raises the floor of d to the work of the window that starts at `start`, if there is one and it is higher. */
function offer(sums: Float64Array, start: number, d: number, best: BestWindows): void {
  if (start < 0) return;
  const done = sums[start + d]! - sums[start]!;
  if (done <= best.work[d]!) return;
  best.work[d] = done;
  best.start[d] = start;
}
