import { type RideChannel } from './ride-columns';

/** Both ends included. */
export interface PlausibleRange {
  lowest: number;
  highest: number;
}

const ANY_NUMBER: PlausibleRange = { lowest: -Number.MAX_VALUE, highest: Number.MAX_VALUE };

/**
 * What a sensor can have measured. Outside lies noise: a single spike of 21,733 W would hold a record for ever. The wide
 * bounds of distance and altitude only keep every sum finite.
 */
const PLAUSIBLE: Partial<Record<RideChannel, PlausibleRange>> = {
  power: { lowest: 0, highest: 2500 },
  heartrate: { lowest: 25, highest: 250 },
  cadence: { lowest: 0, highest: 250 },
  speed: { lowest: 0, highest: 40 },
  distance: { lowest: -1e9, highest: 1e9 },
  altitude: { lowest: -1e5, highest: 1e5 },
};

/** The bounds of a channel; any finite number will do where none are known. */
export function plausibleRange(channel: RideChannel): PlausibleRange {
  return PLAUSIBLE[channel] ?? ANY_NUMBER;
}

export function isPlausible(value: number, { lowest, highest }: PlausibleRange): boolean {
  return value >= lowest && value <= highest;
}

/** The position of the first value from `start` on that is missing or cannot have been measured; else the length. */
export function plausibleUntil(values: Float64Array, start: number, { lowest, highest }: PlausibleRange): number {
  const { length } = values;
  let at = start;
  while (at < length && values[at]! >= lowest && values[at]! <= highest) at++;
  return at;
}

/** Values that cannot have been measured; NaN = missing is none of them. */
export function countImplausible(column: Float64Array, { lowest, highest }: PlausibleRange): number {
  let count = 0;
  for (let point = 0; point < column.length; point++) {
    const value = column[point]!;
    if (value < lowest || value > highest) count++;
  }
  return count;
}
