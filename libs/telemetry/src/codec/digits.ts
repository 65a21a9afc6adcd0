/**
 * Differences are written in balanced digits to the base of 256, each from -128 to 127: small numbers of either sign
 * take one, and read back without unfolding a sign. Digits of equal weight lie side by side (a plane), the lowest
 * first, because alike beside alike compresses well. Arithmetic wraps at 32 bits; four digits hold any number.
 */
export const MOST_DIGITS = 4;

/** How many digits the widest of these numbers needs: 0 where all are 0. */
function digitsNeeded(numbers: Int32Array): number {
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

/** The digits of all numbers, a plane for each weight. */
export function digitPlanes(numbers: Int32Array): Int8Array[] {
  const planes: Int8Array[] = [];
  const rest = numbers.slice();
  for (let left = digitsNeeded(numbers); left > 0; left--) {
    const plane = new Int8Array(numbers.length);
    planes.push(plane);
    for (let index = 0; index < rest.length; index++) {
      const digit = ((rest[index] as number) << 24) >> 24;
      plane[index] = digit;
      rest[index] = ((rest[index] as number) - digit) >> 8;
    }
  }
  return planes;
}

/** How many bits a digit of this plane carries by itself, going by how often each occurs (Shannon's entropy). */
export function bitsPerDigit(plane: Int8Array): number {
  const occurrences = new Uint32Array(256);
  for (let index = 0; index < plane.length; index++) {
    const digit = (plane[index] as number) & 255;
    occurrences[digit] = (occurrences[digit] as number) + 1;
  }
  let bits = 0;
  for (const times of occurrences) if (times > 0) bits -= times * Math.log2(times / plane.length);
  return bits / plane.length;
}
