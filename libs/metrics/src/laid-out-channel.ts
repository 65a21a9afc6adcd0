import { type Grid } from './grid';
import { type PlausibleRange } from './plausible';

/** One channel on the elapsed grid. */
export interface LaidOutChannel {
  /** One value a second, NaN = not measured or paused. */
  values: Float64Array;
  /** Seconds that hold a point with a value. */
  measured: number;
  /** Seconds that hold the value of an earlier one. */
  held: number;
}

/**
 * Lays a channel on the grid. Up to `maxDropout` seconds from one value to the next hold the earlier one; where the
 * channel is silent for longer it is not measured.
 *
 * @param bySlot one value per second with points; what is not plausible is missing
 * @param seconds the seconds with points, since 1970
 */
export function layOutChannel(
  bySlot: Float64Array,
  seconds: Float64Array,
  { length, positions }: Grid,
  maxDropout: number,
  { lowest, highest }: PlausibleRange,
): LaidOutChannel {
  const values = new Float64Array(length).fill(NaN);
  let measured = 0;
  let held = 0;
  let previous = -1;
  let next = 0;
  for (let slot = 0; slot < bySlot.length; slot++) {
    const value = bySlot[slot]!;
    if (!(value >= lowest && value <= highest)) continue;
    const position = positions[slot]!;
    if (position > next && previous >= 0 && seconds[slot]! - seconds[previous]! <= maxDropout) {
      values.fill(bySlot[previous]!, next, position);
      held += position - next;
    }
    values[position] = value;
    measured++;
    previous = slot;
    next = position + 1;
  }
  return { values, measured, held };
}
