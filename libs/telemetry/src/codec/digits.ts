/**
 * Differences are written in balanced digits to the base of 256, each from -128 to 127: small numbers of either sign
 * take one, and read back without unfolding a sign. Digits of equal weight lie side by side (a plane), the lowest
 * first, because alike beside alike compresses well. Arithmetic wraps at 32 bits; four digits hold any number.
 */
export const MOST_DIGITS = 4;

/** How many digits the widest of these numbers needs: 0 where all are 0. */
export function digitsNeeded(numbers: Int32Array): number {
  let least = 0;
  let most = 0;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] as number;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  let digits = 0;
  while ((least !== 0 || most !== 0) && digits < MOST_DIGITS) {
    least = (least + 128) >> 8;
    most = Math.floor((most + 128) / 256);
    digits++;
  }
  return digits;
}

/** Fills `planes`, as many digits of each number as there is room for. */
export function writeDigits(numbers: Int32Array, planes: Int8Array): void {
  const count = numbers.length;
  const digits = count > 0 ? planes.length / count : 0;
  for (let index = 0; index < count; index++) {
    let rest = numbers[index] as number;
    for (let at = index, digit = 0; digit < digits; digit++, at += count) {
      planes[at] = rest;
      rest = (rest - ((rest << 24) >> 24)) >> 8;
    }
  }
}
