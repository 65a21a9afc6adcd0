const WINDOW_SECONDS = 30;

/**
 * Normalized Power (Coggan): the fourth root of the mean fourth power of the 30 s rolling mean, from the first full
 * window on.
 *
 * @param power W, one value per measured second, pauses and silences cut out
 * @returns W, or null for less than 30 seconds
 */
export function normalizedPower(power: Float64Array): number | null {
  if (power.length < WINDOW_SECONDS) return null;
  let sum = 0;
  for (let i = 0; i < WINDOW_SECONDS; i++) sum += power[i]!;
  let total = (sum * sum) ** 2;
  for (let i = WINDOW_SECONDS; i < power.length; i++) {
    sum += power[i]! - power[i - WINDOW_SECONDS]!;
    const square = sum * sum;
    total += square * square;
  }
  return Math.pow(total / (power.length - WINDOW_SECONDS + 1), 0.25) / WINDOW_SECONDS;
}
