import { secondsBetween, type GapRules } from './gaps';
import { type Slots } from './slots';

/** Where the seconds with points lie on the elapsed grid of a ride. */
export interface Grid {
  /** Seconds of the grid; 0 for a ride without points. */
  length: number;
  /** Recorded seconds: a point lies in them, or a dropout that is held. */
  timerTime: number;
  /** Seconds between points too far apart to be one recording; by the clock, however long. */
  secondsPaused: number;
  /** Runs of seconds with points, each right after the other: the first slot of each run, ascending. */
  runSlots: Uint32Array;
  /** The grid position of that slot. */
  runPositions: Uint32Array;
}

export function layOutGrid({ seconds, afterGaps }: Slots, rules: GapRules): Grid {
  const slots = seconds.length;
  const runSlots = new Uint32Array(slots === 0 ? 0 : afterGaps.length + 1);
  const runPositions = new Uint32Array(runSlots.length);
  runSlots.set(afterGaps, Math.min(1, slots));
  let timerTime = slots;
  let secondsPaused = 0;
  for (let run = 1; run < runSlots.length; run++) {
    const slot = runSlots[run]!;
    const gap = seconds[slot]! - seconds[slot - 1]!;
    const between = secondsBetween(gap, rules);
    runPositions[run] = runPositions[run - 1]! + slot - runSlots[run - 1]! + between;
    if (gap <= rules.maxDropout) timerTime += between;
    else secondsPaused += gap - 1;
  }
  const last = runSlots.length - 1;
  const length = slots === 0 ? 0 : runPositions[last]! + slots - runSlots[last]!;
  return { length, timerTime, secondsPaused, runSlots, runPositions };
}

/**
 * The second since 1970 at a position of the grid. Inside a pause that was shortened it is counted back from the point that
 * ends it.
 *
 * @param seconds those with points, of the same ride
 */
export function secondAt({ runSlots, runPositions }: Grid, seconds: Float64Array, position: number): number {
  let run = 0;
  let end = runPositions.length - 1;
  while (run < end) {
    const middle = (run + end + 1) >> 1;
    if (runPositions[middle]! <= position) run = middle;
    else end = middle - 1;
  }
  const slot = runSlots[run]! + position - runPositions[run]!;
  const next = run + 1;
  if (next === runSlots.length || slot < runSlots[next]!) return seconds[slot]!;
  return seconds[runSlots[next]!]! - (runPositions[next]! - position);
}
