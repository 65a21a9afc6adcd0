import { BLOCK } from '../kernel/block';
import { type Kernel } from '../kernel/kernel';
import { findRegularPart, repeatCycle } from './regular-part';
import { findSlopeBounds } from './slope-bounds';

/**
 * A ride may leave this many blocks of starts for each block of durations, and twice as many as it has for the shortest ones,
 * which leave most. Only rides that leave more are worth the look at slopes.
 */
const FEW = 8;

/**
 * The most work in any window of d seconds, for every d: M(d) = max over i of P[i + d] − P[i], where P is the running
 * work. Every duration and every window is decided, none is sampled; what is saved is trying windows that cannot win,
 * and here is why they cannot. All of it is whole numbers, so no comparison is blurred by rounding.
 *
 * Durations go up in blocks of 16, for each of which:
 *
 * 1. *Floor.* Those that start close to the best window of the block before, the last d seconds of the ride, and the best window
 *    of d − period with a period more on either side are windows of d seconds. M(d) is at least what they do.
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
 * 1 and 5, and all comparing, are done by ../../kernel, which handles two windows in one step.
 *
 * @param kernel that has the running work P[0…n] in whole units, never falling
 * @param tolerance units by which the result may fall short for each second of d. For sums that are rounded themselves, whose
 *   windows can differ by nothing else than rounding, and then all tie; 0 for exact ones
 * @returns M(0…n) in the same units
 */
export function mostWork(kernel: Kernel, tolerance = 0): Float64Array {
  const { sums } = kernel;
  const longest = sums.length - 1;
  if (longest < 1) return new Float64Array(sums.length);
  const { cycle, most } = findRegularPart(sums);
  const period = cycle.length - 1;
  repeatCycle(kernel.mostRegular, sums.length, most, cycle);
  if (period > 1) repeatCycle(kernel.repeated, sums.length, cycle, cycle);
  kernel.prepareSearch(period);
  const blocks = Math.ceil(sums.length / BLOCK);
  let left = 0;
  let tilted = false;
  for (let first = 0; first <= longest; first += BLOCK) {
    const last = Math.min(first + BLOCK - 1, longest);
    // Rounding alone makes a window one unit too good at most, and a better one as much too bad.
    const slack = Math.max(0, Math.floor(tolerance * first) - 2);
    left += kernel.searchDurations(first, last, slack, tilted);
    if (tilted || left <= (FEW * first) / BLOCK + 2 * blocks) continue;
    findSlopeBounds(sums, kernel.tilted);
    tilted = true;
  }
  return kernel.work.slice();
}
