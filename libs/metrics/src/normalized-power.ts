/** Seconds of its rolling mean. */
export const NORMALIZED_POWER_WINDOW = 30;

/**
 * Normalized Power (Coggan): the fourth root of the mean fourth power of the 30 s rolling mean, from the first full
 * window on.
 *
 * @param power W, one value per measured second, pauses and silences cut out
 * @returns W, or null for less than 30 seconds
 */
export function normalizedPower(power: Float64Array): number | null {
  if (power.length < NORMALIZED_POWER_WINDOW) return null;
  let sum = 0;
  for (let i = 0; i < NORMALIZED_POWER_WINDOW; i++) sum += power[i]!;
  let total = (sum * sum) ** 2;
  for (let i = NORMALIZED_POWER_WINDOW; i < power.length; i++) {
    sum += power[i]! - power[i - NORMALIZED_POWER_WINDOW]!;
    const square = sum * sum;
    total += square * square;
  }
  return Math.pow(total / (power.length - NORMALIZED_POWER_WINDOW + 1), 0.25) / NORMALIZED_POWER_WINDOW;
}
