import { integer, putInteger } from './columns';
import { differences, differing } from './predictors';

const MOST_DIGITS: i32 = 4;
/** Lowest digits of so many values, of so many bits each, are noise, which does not become shorter. */
const MANY: i32 = 1024;
const NOISE_BITS: f64 = 7;
const OCCURRENCES: usize = memory.data(256 * 4);

/** How many balanced digits to the base of 256 the widest difference needs: 0 where all are 0. */
export function digitsNeeded(): i32 {
  let least: i64 = 0;
  let most: i64 = 0;
  for (let index = 0; index < differing; index++) {
    const difference = <i64>integer(differences, index);
    least = min(least, difference);
    most = max(most, difference);
  }
  let digits = 0;
  while ((least | most) != 0 && digits < MOST_DIGITS) {
    least = (least + 128) >> 8;
    most = (most + 128) >> 8;
    digits++;
  }
  return digits;
}

/** Takes the lowest digit off every difference, and writes it. */
export function takeDigits(plane: usize): void {
  for (let index = 0; index < differing; index++) {
    const rest = integer(differences, index);
    const digit = (rest << 24) >> 24;
    store<u8>(plane + <usize>index, <u8>digit);
    putInteger(differences, index, (rest - digit) >> 8);
  }
}

/** Whether the lowest digits are noise, going by how often each occurs (Shannon's entropy). */
export function isNoise(): bool {
  if (differing < MANY) return false;
  memory.fill(OCCURRENCES, 0, 256 * 4);
  for (let index = 0; index < differing; index++) {
    const digit = integer(differences, index) & 255;
    putInteger(OCCURRENCES, digit, integer(OCCURRENCES, digit) + 1);
  }
  let bits: f64 = 0;
  for (let digit = 0; digit < 256; digit++) {
    const times = <f64>integer(OCCURRENCES, digit);
    if (times > 0) bits -= times * Math.log2(times / <f64>differing);
  }
  return bits >= NOISE_BITS * <f64>differing;
}
