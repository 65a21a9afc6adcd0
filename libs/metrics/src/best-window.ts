import { type RunningSums } from './running-sums';

/** Seconds in a row, `to` excluded. */
export interface Stretch {
  from: number;
  to: number;
}

/** A window by what it sums up to, in the units of the running sums, and where it starts; −1 where there is none. */
export interface Window {
  sum: number;
  start: number;
}

/** Starts that are left out at once. */
const BLOCK = 16;

/**
 * The first window of the highest sum above that of `best`, within a stretch; `best` where there is none.
 *
 * Sums never fall. So no window that starts in a block does more than one from the first of its starts to the last of its
 * ends, and the block is left out where even that would not be better. In what is left four starts share one branch.
 */
export function highestWindow({ sums }: RunningSums, { from, to }: Stretch, duration: number, best: Window): Window {
  const starts = to - duration + 1;
  let { sum, start } = best;
  for (let block = from; block < starts; block += BLOCK) {
    const end = Math.min(block + BLOCK, starts);
    if (sums[end - 1 + duration]! - sums[block]! <= sum) continue;
    for (let four = block; four < end; four += 4) {
      const last = four + duration;
      const lower =
        four + 4 <= end &&
        sums[last]! - sums[four]! <= sum &&
        sums[last + 1]! - sums[four + 1]! <= sum &&
        sums[last + 2]! - sums[four + 2]! <= sum &&
        sums[last + 3]! - sums[four + 3]! <= sum;
      if (lower) continue;
      for (let at = four; at < Math.min(four + 4, end); at++) {
        const rise = sums[at + duration]! - sums[at]!;
        if (rise > sum) {
          sum = rise;
          start = at;
        }
      }
    }
  }
  return { sum, start };
}
