import { RIDE_CHANNELS, type RideColumns } from '../src/ride-columns';
import { type BrutePoint } from './brute-force';

/** Points as the library takes them. */
export function columnsOf(points: BrutePoint[]): RideColumns {
  const channels: RideColumns['channels'] = {};
  for (const channel of RIDE_CHANNELS) {
    if (points.some((point) => point[channel] != null)) {
      channels[channel] = Float64Array.from(points, (point) => point[channel] ?? NaN);
    }
  }
  return { timestamps: Float64Array.from(points, (point) => point.timestamp), channels };
}

/** A ride of one power value a second. */
export function ridingAt(power: readonly (number | null)[], start = 1_700_000_000_000): BrutePoint[] {
  return power.map((watts, i) => ({ timestamp: start + 1000 * i, power: watts }));
}
