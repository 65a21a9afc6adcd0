import { generateRide } from '../../demo/ride-model';

/** Power of a ride as it could have been, W, one value a second; silences are 0. */
export function realisticPower(hours: number): Float64Array {
  const seconds = hours * 3600;
  const points = generateRide({ seed: 7, startTime: 0, seconds, cafeSeconds: 0 });
  const power = new Float64Array(seconds);
  for (const { timestamp, power: watts } of points) {
    const second = Math.floor(timestamp / 1000);
    if (second < seconds) power[second] = watts ?? 0;
  }
  return power;
}

/** 30 s hard, 15 s easy, over and over: every period ties with every other, so that little can be ruled out early. */
export function intervalPower(hours: number): Float64Array {
  return Float64Array.from({ length: hours * 3600 }, (_, second) => (second % 45 < 30 ? 330 : 140));
}
