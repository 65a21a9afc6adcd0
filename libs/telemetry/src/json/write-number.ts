const MINUS = 0x2d;
const POINT = 0x2e;
const NULL = 0x6c6c756e;

/** Below, three groups of three digits are enough before the point. */
const INTEGER_LIMIT = 1e9;
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
const LAST_DIGITS = Uint32Array.from({ length: 1000 }, (_, number) => packed(padded(number).replace(/0{1,3}$/, '')));

function packed(text: string): number {
  let word = text.length << 24;
  for (let index = 0; index < text.length; index++) word |= text.charCodeAt(index) << (8 * index);
  return word;
}

/** The longest text of a double, -1.2345678901234567e+100, and what is written beyond it for a moment. */
export const MOST_BYTES = 24 + 4;

/**
 * Writes a value as JSON.stringify does: the shortest text that gives the double back, null where it is not finite.
 * It is named by its place, because a double that is passed from function to function costs an allocation.
 * @param scales by column, how many groups of three decimals its values have needed so far, 1 to 3; kept here
 * @returns where the text ends
 */
export function writeNumber(
  view: DataView,
  at: number,
  values: Float64Array,
  row: number,
  scales: Int32Array,
  column: number,
): number {
  const value = values[row] as number;
  const size = value < 0 ? -value : value;
  if (!(size < INTEGER_LIMIT)) return writeLarge(view, at, values, row);
  const whole = size | 0;
  let groups = 0;
  let fraction = 0;
  if (whole !== size) {
    groups = scales[column] as number;
    let scale = SCALES[groups] as number;
    // Exact: a/b is the double nearest to what the digits say, as it is when they are read.
    let scaled = Math.floor(size * scale + 0.5);
    if (scaled / scale !== size || scaled >= MOST_DIGITS || size < LEAST_PLAIN) {
      groups = groupsOf(values, row);
      if (groups === 0) return writeText(view, at, String(value));
      if (groups > (scales[column] as number)) scales[column] = groups;
      scale = SCALES[groups] as number;
      scaled = Math.floor(size * scale + 0.5);
    }
    fraction = (scaled - whole * scale) | 0;
  }
  if (value < 0) view.setUint8(at++, MINUS);
  at = whole < 1000 ? writeGroup(view, at, FIRST_DIGITS[whole] as number) : writeInteger(view, at, whole);
  return groups === 0 ? at : writeFraction(view, at, fraction, groups);
}

/** In how many groups of decimals a fraction is exact, 0 where in none or where its text has an exponent. */
function groupsOf(values: Float64Array, row: number): number {
  const size = Math.abs(values[row] as number);
  if (size < LEAST_PLAIN) return 0;
  for (let groups = 1; groups < SCALES.length; groups++) {
    const scale = SCALES[groups] as number;
    const scaled = Math.floor(size * scale + 0.5);
    if (scaled < MOST_DIGITS && scaled / scale === size) return groups;
  }
  return 0;
}

/** Writes a value of 10^9 and more, or one that is not finite. */
function writeLarge(view: DataView, at: number, values: Float64Array, row: number): number {
  const value = values[row] as number;
  const size = Math.abs(value);
  if (!(size < Infinity)) {
    view.setUint32(at, NULL, true);
    return at + 4;
  }
  if (size >= MOST_DIGITS || Math.floor(size) !== size) return writeText(view, at, String(value));
  if (value < 0) view.setUint8(at++, MINUS);
  const billions = Math.floor(size / 1e9);
  const below = (size - billions * 1e9) | 0;
  const thousands = (below / 1000) | 0;
  const millions = (thousands / 1000) | 0;
  at = writeInteger(view, at, billions);
  at = writeGroup(view, at, INNER_DIGITS[millions] as number);
  at = writeGroup(view, at, INNER_DIGITS[thousands - millions * 1000] as number);
  return writeGroup(view, at, INNER_DIGITS[below - thousands * 1000] as number);
}

function writeGroup(view: DataView, at: number, group: number): number {
  view.setUint32(at, group, true);
  return at + (group >>> 24);
}

/** @param whole from 0 to 10^9 - 1 */
function writeInteger(view: DataView, at: number, whole: number): number {
  const thousands = (whole / 1000) | 0;
  const units = whole - thousands * 1000;
  if (thousands === 0) return writeGroup(view, at, FIRST_DIGITS[units] as number);
  if (thousands < 1000) at = writeGroup(view, at, FIRST_DIGITS[thousands] as number);
  else {
    const millions = (thousands / 1000) | 0;
    at = writeGroup(view, at, FIRST_DIGITS[millions] as number);
    at = writeGroup(view, at, INNER_DIGITS[thousands - millions * 1000] as number);
  }
  return writeGroup(view, at, INNER_DIGITS[units] as number);
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

function writeText(view: DataView, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
  return at + text.length;
}
