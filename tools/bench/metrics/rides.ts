import { pointsToColumns, type TelemetryColumns } from '#telemetry';
import { generateRide } from '../../demo/ride-model';

/** A ride as it could have been, with all its channels. */
export function realisticRide(hours: number): TelemetryColumns {
  return pointsToColumns(pointsOf(hours));
}

/** Power of a ride as it could have been, W, one value a second; silences are 0. */
export function realisticPower(hours: number): Float64Array {
  const seconds = hours * 3600;
  const power = new Float64Array(seconds);
  for (const { timestamp, power: watts } of pointsOf(hours)) {
    const second = Math.floor(timestamp / 1000);
    if (second < seconds) power[second] = watts ?? 0;
  }
  return power;
}

/** 30 s hard, 15 s easy, over and over: every period ties with every other, so that little can be ruled out early. */
export function intervalPower(hours: number): Float64Array {
  return Float64Array.from({ length: hours * 3600 }, (_, second) => (second % 45 < 30 ? 330 : 140));
}

function pointsOf(hours: number): ReturnType<typeof generateRide> {
  return generateRide({ seed: 7, startTime: 0, seconds: hours * 3600, cafeSeconds: 0 });
}
