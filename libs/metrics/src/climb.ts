/** Altitude changes below this (m) are taken for noise. */
export const HYSTERESIS_METRES = 2;

/** Metres climbed and descended, both positive. */
export interface Climb {
  ascent: number;
  descent: number;
}

/**
 * Sums the ups and downs against the last accepted altitude; one is accepted when it differs from that by 2 m or more.
 *
 * @param altitude m, NaN = not measured
 */
export function measureClimb(altitude: Float64Array): Climb {
  let ascent = 0;
  let descent = 0;
  let accepted = NaN;
  for (let i = 0; i < altitude.length; i++) {
    const value = altitude[i]!;
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(accepted)) accepted = value;
    const change = value - accepted;
    if (Math.abs(change) < HYSTERESIS_METRES) continue;
    if (change > 0) ascent += change;
    else descent -= change;
    accepted = value;
  }
  return { ascent, descent };
}
