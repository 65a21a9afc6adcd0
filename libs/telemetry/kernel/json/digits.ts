/** Up to three digits are looked up at a time: for every number below 1000 the characters, the first in the lowest byte. */
const GROUP: u32 = 1000;
const MILLION: u64 = 1_000_000;

/** What a number begins with: 7 is "7". The highest byte says how many characters. */
const first: usize = memory.data(1000 * 4, 16);
/** In the midst of a number: 7 is "007". */
const inner: usize = memory.data(1000 * 4, 16);
/** Behind a whole number: 70 is ".07", and 0 is nothing. */
const thousandths: usize = memory.data(1000 * 4, 16);
/** How many characters these are, u8. */
const thousandthsLengths: usize = memory.data(1000, 16);

for (let number: u32 = 0; number < GROUP; number++) {
  const tens = (number / 10) % 10;
  const units = number % 10;
  const digits = 0x30_3030 | (number / 100) | (tens << 8) | (units << 16);
  const length: u32 = number < 10 ? 1 : number < 100 ? 2 : 3;
  put(first, number, (digits >> ((3 - length) * 8)) | (length << 24));
  put(inner, number, digits);
  put(thousandths, number, 0x2e | (digits << 8));
  store<u8>(thousandthsLengths + <usize>number, number === 0 ? 0 : units !== 0 ? 4 : tens !== 0 ? 3 : 2);
}

function put(table: usize, number: u32, characters: u32): void {
  store<u32>(table + ((<usize>number) << 2), characters);
}

function charactersOf(table: usize, number: u32): u32 {
  return load<u32>(table + ((<usize>number) << 2));
}

/** @param number below 10^3 @returns where it ends, as all others do */
export function writeFirst(at: usize, number: u32): usize {
  const characters = charactersOf(first, number);
  store<u32>(at, characters);
  return at + <usize>(characters >> 24);
}

function writeInner(at: usize, number: u32): usize {
  store<u32>(at, charactersOf(inner, number));
  return at + 3;
}

/** @param number below 10^9 */
export function writeWhole(at: usize, number: u32): usize {
  const upper = number / GROUP;
  const lowest = number - upper * GROUP;
  if (upper === 0) return writeFirst(at, lowest);
  if (upper < GROUP) return writeInner(writeFirst(at, upper), lowest);
  const highest = upper / GROUP;
  return writeInner(writeInner(writeFirst(at, highest), upper - highest * GROUP), lowest);
}

/** @param number from 10^6 to 10^15 - 1 */
export function writeLongWhole(at: usize, number: u64): usize {
  const millions = number / MILLION;
  const below = <u32>(number - millions * MILLION);
  const upper = below / GROUP;
  return writeInner(writeInner(writeWhole(at, <u32>millions), upper), below - upper * GROUP);
}

/** Writes a point and thousandths without zeros at their end; nothing where there are none. @param number below 10^3 */
export function writeThousandths(at: usize, number: u32): usize {
  store<u32>(at, charactersOf(thousandths, number));
  return at + <usize>load<u8>(thousandthsLengths + <usize>number);
}

/** Writes a point and eight decimals without zeros at their end. @param number of 10^8, not 0 */
export function writeDecimals(at: usize, number: u32): usize {
  const digits = eightDigits(number);
  store<u8>(at, 0x2e);
  store<u64>(at + 1, digits | 0x3030_3030_3030_3030);
  return at + 9 - <usize>(clz(digits) >> 3);
}

/**
 * The digits of a number below 10^8, a byte each, the first in the lowest: the number is divided into two of four digits,
 * these into four of two, and these into eight, all at once in one register.
 */
function eightDigits(number: u32): u64 {
  const upper = number / 10_000;
  const fours = (<u64>upper) | ((<u64>(number - upper * 10_000)) << 32);
  const hundreds = ((fours * 10_486) >> 20) & 0x7f_0000_007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x0f_000f_000f_000f;
  return tens | ((twos - tens * 10) << 8);
}
