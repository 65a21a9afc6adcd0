import { type RideChannel } from './ride-columns';

/**
 * What a sensor can have measured, both ends included. Outside lies noise: a single spike of 21,733 W would hold a
 * record for ever. The wide bounds of distance and altitude only keep every sum finite.
 */
const PLAUSIBLE: Partial<Record<RideChannel, readonly [lowest: number, highest: number]>> = {
  power: [0, 2500],
  heartrate: [25, 250],
  cadence: [0, 250],
  speed: [0, 40],
  distance: [-1e9, 1e9],
  altitude: [-1e5, 1e5],
};

/** The bounds of a channel; any finite number will do where none are known. */
export function plausibleRange(channel: RideChannel): readonly [lowest: number, highest: number] {
  return PLAUSIBLE[channel] ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
}
