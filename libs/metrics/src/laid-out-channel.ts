import { type GapRules } from './gaps';
import { secondAt, type Grid } from './grid';
import { isPlausible, plausibleUntil, type PlausibleRange } from './plausible';
import { type Slots } from './slots';

/** One channel on the elapsed grid. */
export interface LaidOutChannel {
  /** One value a second, NaN = not measured or paused. */
  values: Float64Array;
  /** Seconds that hold a point with a value. */
  measured: number;
  /** Seconds that hold the value of an earlier one. */
  held: number;
  /** Seconds with a value that cannot have been measured, and is not taken. */
  implausible: number;
}

/** From so many values on, copying them all at once is faster than one by one. */
const LONG_RUN = 32;

/**
 * Lays a channel on the grid. Up to `maxDropout` seconds from one value to the next hold the earlier one; where the
 * channel is silent for longer it is not measured.
 *
 * @param bySlot one value per second with points; what is not plausible is missing
 */
export function layOutChannel(
  bySlot: Float64Array,
  slots: Slots,
  grid: Grid,
  rules: GapRules,
  range: PlausibleRange,
): LaidOutChannel {
  const values = copyRuns(bySlot, grid);
  let missing = 0;
  let held = 0;
  let implausible = 0;
  for (let at = plausibleUntil(values, 0, range); at < values.length; at = plausibleUntil(values, at, range)) {
    const from = at;
    for (; at < values.length && !isPlausible(values[at]!, range); at++) if (!Number.isNaN(values[at]!)) implausible++;
    missing += at - from;
    const isDropout = from > 0 && at < values.length && isHeld(from - 1, at, slots, grid, rules);
    values.fill(isDropout ? values[from - 1]! : NaN, from, at);
    if (isDropout) held += at - from;
  }
  return { values, measured: values.length - missing, held, implausible };
}

/** The values on the grid, NaN between the runs. */
function copyRuns(bySlot: Float64Array, { length, runSlots, runPositions }: Grid): Float64Array {
  const values = new Float64Array(length);
  for (let run = 0, end = 0; run < runSlots.length; run++) {
    const from = runSlots[run]!;
    const to = run + 1 < runSlots.length ? runSlots[run + 1]! : bySlot.length;
    const position = runPositions[run]!;
    values.fill(NaN, end, position);
    if (to - from >= LONG_RUN) values.set(bySlot.subarray(from, to), position);
    else for (let slot = from; slot < to; slot++) values[position + slot - from] = bySlot[slot]!;
    end = position + to - from;
  }
  return values;
}

/** Whether two neighbouring values, given by their positions, are close enough in time for the earlier to be held. */
function isHeld(before: number, after: number, slots: Slots, grid: Grid, rules: GapRules): boolean {
  if (after - before > rules.maxDropout) return false;
  // Only a pause that was shortened lies closer together than it was; it has this many positions at least.
  if (after - before <= rules.longestGap) return true;
  return secondAt(grid, slots.seconds, after) - secondAt(grid, slots.seconds, before) <= rules.maxDropout;
}
