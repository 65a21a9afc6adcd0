import { type RideSeries } from './series';

/**
 * Metres ridden: the sum of the increases of the distance channel (a device that starts again from 0 loses nothing), or
 * speed summed over the seconds where there is no such channel; null where neither was measured.
 */
export function measureDistance({ channels }: RideSeries): number | null {
  if (channels.distance) return sumIncreases(channels.distance);
  if (!channels.speed) return null;
  let total = 0;
  for (const speed of channels.speed) if (!Number.isNaN(speed)) total += speed;
  return total;
}

function sumIncreases(values: Float64Array): number {
  let total = 0;
  let previous = NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (value > previous) total += value - previous;
    previous = value;
  }
  return total;
}
