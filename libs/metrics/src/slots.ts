import { plausibleRange } from './plausible';
import { type RideColumns, type RideChannel } from './ride-columns';

/** The whole seconds in which at least one point lies, ascending. */
export interface Slots {
  /** Seconds since 1970, one per slot. */
  seconds: Float64Array;
  /** `slotOf[k]` is the slot of the k-th point in the order of time. */
  slotOf: Uint32Array;
}

/** Puts each point into the second floor(timestamp ÷ 1000). */
export function findSlots(timestamps: Float64Array, order: Uint32Array): Slots {
  const seconds = new Float64Array(order.length);
  const slotOf = new Uint32Array(order.length);
  let count = 0;
  for (let k = 0; k < order.length; k++) {
    const second = Math.floor(timestamps[order[k]!]! / 1000);
    if (count === 0 || second !== seconds[count - 1]) seconds[count++] = second;
    slotOf[k] = count - 1;
  }
  return { seconds: seconds.subarray(0, count), slotOf };
}

/** One channel by slots: NaN where no point of the slot measured it. */
export interface SlotValues {
  values: Float64Array;
  /** Slots with a value. */
  measured: number;
  /** Values that cannot have been measured, and were taken as missing. */
  dropped: number;
}

/** Per slot the mean of the plausible values of its points. */
export function averageBySlot(
  columns: RideColumns,
  channel: RideChannel,
  order: Uint32Array,
  { seconds, slotOf }: Slots,
): SlotValues {
  const values = new Float64Array(seconds.length).fill(NaN);
  const column = columns.channels[channel];
  if (!column) return { values, measured: 0, dropped: 0 };
  const [lowest, highest] = plausibleRange(channel);
  let measured = 0;
  let dropped = 0;
  let inSlot = 0;
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const slot = slotOf[k]!;
    if (k > 0 && slot !== slotOf[k - 1]) inSlot = sum = 0;
    const value = column[order[k]!]!;
    if (!(value >= lowest && value <= highest)) {
      if (!Number.isNaN(value)) dropped++;
      continue;
    }
    sum += value;
    inSlot++;
    if (inSlot === 1) measured++;
    values[slot] = inSlot === 1 ? value : sum / inSlot;
  }
  return { values, measured, dropped };
}
