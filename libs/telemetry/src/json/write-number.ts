const MINUS = 0x2d;
const POINT = 0x2e;
const NULL = 0x6c6c756e;

/** Above, doubles have fewer than six digits left for a fraction, and integers do not fit into 32 bits. */
const INTEGER_LIMIT = 2 ** 31;
/** Numbers of 15 digits are told apart by doubles, so the shortest text of a double that has no more is found. */
const MOST_DIGITS = 1e15;
/** Below, JSON has an exponent. */
const LEAST_PLAIN = 1e-6;
/** By how many groups of three decimals. */
const SCALES = Float64Array.of(1, 1e3, 1e6, 1e9);

/*
 * Three decimal digits as text, for every number below 1000: the characters in the three lower bytes, the first in the
 * lowest, and how many they are in the highest. One store of four bytes writes them; what it writes too much is
 * overwritten by what follows. They stand here because the compiler takes as constant what the module itself declares.
 */
const padded = (number: number): string => String(number).padStart(3, '0');
/** The digits that a number begins with: 7 is "7". */
const FIRST_DIGITS = Uint32Array.from({ length: 1000 }, (_, number) => packed(String(number)));
/** Digits in the midst of a number: 7 is "007". */
const INNER_DIGITS = Uint32Array.from({ length: 1000 }, (_, number) => packed(padded(number)));
/** The digits that a fraction ends with: 70 is "07", and 0 is nothing. */
const LAST_DIGITS = Uint32Array.from({ length: 1000 }, (_, number) => packed(padded(number).replace(/0+$/, '')));

function packed(text: string): number {
  let word = text.length << 24;
  for (let index = 0; index < text.length; index++) word |= text.charCodeAt(index) << (8 * index);
  return word;
}

/** The longest text of a double, -1.2345678901234567e+100, and what is written beyond it for a moment. */
export const MOST_BYTES = 24 + 4;

/**
 * Writes what JSON.stringify would: the shortest text that gives the double back, null where it is not finite.
 * @param scales by column, how many groups of three decimals its values have needed so far, 1 to 3; kept here
 * @returns where the text ends
 */
export function writeNumber(view: DataView, at: number, value: number, scales: Int32Array, column: number): number {
  const size = value < 0 ? -value : value;
  if (size < INTEGER_LIMIT) {
    const whole = size | 0;
    const groups = whole === size ? 0 : groupsOf(size, scales, column);
    if (groups < 0) return writeSlowly(view, at, value);
    if (value < 0) view.setUint8(at++, MINUS);
    at = whole < 1000 ? writeGroup(view, at, FIRST_DIGITS[whole] as number) : writeInteger(view, at, whole);
    if (groups === 0) return at;
    const scale = SCALES[groups] as number;
    return writeFraction(view, at, (Math.floor(size * scale + 0.5) - whole * scale) | 0, groups);
  }
  if (size < MOST_DIGITS && Math.floor(size) === size) {
    if (value < 0) view.setUint8(at++, MINUS);
    return writeLargeInteger(view, at, size);
  }
  return writeSlowly(view, at, value);
}

/** In how many groups of decimals a value is exact, -1 if in none: a/b is the double nearest to what "a/b" says. */
function groupsOf(size: number, scales: Int32Array, column: number): number {
  if (size < LEAST_PLAIN) return -1;
  for (let groups = scales[column] as number; groups < SCALES.length; groups++) {
    const scale = SCALES[groups] as number;
    const scaled = Math.floor(size * scale + 0.5);
    if (scaled >= MOST_DIGITS) return -1;
    if (scaled / scale === size) return (scales[column] = groups);
  }
  return -1;
}

function writeGroup(view: DataView, at: number, group: number): number {
  view.setUint32(at, group, true);
  return at + (group >>> 24);
}

/** @param whole from 0 to 2^31 - 1 */
function writeInteger(view: DataView, at: number, whole: number): number {
  const millions = (whole / 1_000_000) | 0;
  const below = whole - millions * 1_000_000;
  const thousands = (below / 1000) | 0;
  if (millions === 0) at = writeGroup(view, at, FIRST_DIGITS[thousands] as number);
  else {
    at = millions < 1000 ? writeGroup(view, at, FIRST_DIGITS[millions] as number) : writeInteger(view, at, millions);
    at = writeGroup(view, at, INNER_DIGITS[thousands] as number);
  }
  return writeGroup(view, at, INNER_DIGITS[below - thousands * 1000] as number);
}

/** @param whole from 2^31 to 10^15 - 1 */
function writeLargeInteger(view: DataView, at: number, whole: number): number {
  const billions = Math.floor(whole / 1e9);
  const below = (whole - billions * 1e9) | 0;
  const millions = (below / 1_000_000) | 0;
  const thousands = ((below - millions * 1_000_000) / 1000) | 0;
  at = billions < 1000 ? writeGroup(view, at, FIRST_DIGITS[billions] as number) : writeInteger(view, at, billions);
  at = writeGroup(view, at, INNER_DIGITS[millions] as number);
  at = writeGroup(view, at, INNER_DIGITS[thousands] as number);
  return writeGroup(view, at, INNER_DIGITS[below - millions * 1_000_000 - thousands * 1000] as number);
}

/** Writes the point and the decimals without zeros at the end. @param fraction of 1000^groups, not 0 */
function writeFraction(view: DataView, at: number, fraction: number, groups: number): number {
  view.setUint8(at++, POINT);
  let rest = fraction;
  if (groups === 3) {
    const millionths = (rest / 1_000_000) | 0;
    rest -= millionths * 1_000_000;
    if (rest === 0) return writeGroup(view, at, LAST_DIGITS[millionths] as number);
    at = writeGroup(view, at, INNER_DIGITS[millionths] as number);
  }
  if (groups > 1) {
    const thousandths = (rest / 1000) | 0;
    rest -= thousandths * 1000;
    if (rest === 0) return writeGroup(view, at, LAST_DIGITS[thousandths] as number);
    at = writeGroup(view, at, INNER_DIGITS[thousandths] as number);
  }
  return writeGroup(view, at, LAST_DIGITS[rest] as number);
}

function writeSlowly(view: DataView, at: number, value: number): number {
  if (!Number.isFinite(value)) {
    view.setUint32(at, NULL, true);
    return at + 4;
  }
  const text = String(value);
  for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
  return at + text.length;
}
