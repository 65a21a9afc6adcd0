import { BACKSLASH, BLANK, DELETE, LARGE_E, MINUS, NULL, PLUS, POINT, QUOTE, SMALL_E, ZERO } from '../codes';

/** So many digits are exact, and what JavaScript would write for the number that they are. */
const EXACT_DIGITS: usize = 15;

/** A place in JSON that is read byte by byte. What it does not know is not wrong, but for others to look at. */
export let at: usize = 0;
let end: usize = 0;
/** Whether the last number is written as JavaScript would write it. */
export let isUsual: bool = false;
/** The last whole number. */
export let value: i64 = 0;

/** @param length 32 bytes of memory lie behind; what follows is no JSON */
export function begin(start: usize, length: usize): void {
  at = start;
  end = start + length;
  v128.store(end, v128.splat<i64>(0));
  v128.store(end + 16, v128.splat<i64>(0));
}

export function moveTo(place: usize): void {
  at = place;
}

export function codeAt(place: usize): i32 {
  return load<u8>(place);
}

/** Passes over this one character, and over blanks before it. */
export function is(code: i32): bool {
  if (codeAt(at) != code) {
    blanks();
    if (codeAt(at) != code) return false;
  }
  at++;
  return true;
}

export function blanks(): void {
  while (codeAt(at) <= BLANK && isBlank(codeAt(at))) at++;
}

/** Space, tab, line feed, carriage return. */
function isBlank(code: i32): bool {
  return code == 0x20 || code == 0x09 || code == 0x0a || code == 0x0d;
}

export function isAtEnd(): bool {
  blanks();
  return at == end;
}

export function skipNull(): bool {
  if (load<u32>(at) != NULL) return false;
  at += 4;
  return true;
}

/** A string of ASCII without escapes, quotes included. */
export function skipPlainString(): bool {
  if (codeAt(at) != QUOTE) return false;
  let place = at + 1;
  for (let code = codeAt(place); code != QUOTE; code = codeAt(++place)) {
    if (code < BLANK || code >= DELETE || code == BACKSLASH) return false;
  }
  at = place + 1;
  return true;
}

/** Reads a whole number of at most 15 digits, not negative, into `value`. */
export function readWhole(): bool {
  const start = at;
  let place = start;
  let digits: i64 = 0;
  for (; isDigit(place); place++) digits = digits * 10 + (codeAt(place) - ZERO);
  const length = place - start;
  if (length == 0 || length > EXACT_DIGITS || (length > 1 && codeAt(start) == ZERO)) return false;
  const next = codeAt(place);
  if (next == POINT || next == SMALL_E || next == LARGE_E) return false;
  value = digits;
  at = place;
  return true;
}

/** Passes over a number as JSON has it, and finds out how it is written. */
export function skipNumber(): bool {
  const first = codeAt(at) == MINUS ? at + 1 : at;
  let place = digitsEnd(first);
  let digits = place - first;
  const beginsWithZero = codeAt(first) == ZERO;
  if (digits == 0 || (digits > 1 && beginsWithZero)) return false;
  let usual = true;
  if (codeAt(place) == POINT) {
    const point = place;
    place = digitsEnd(point + 1);
    const decimals = place - point - 1;
    if (decimals == 0) return false;
    digits += decimals;
    // Below a millionth there is an exponent.
    usual = codeAt(place - 1) != ZERO && !(beginsWithZero && decimals > 6);
  } else if (beginsWithZero && first > at) usual = false;
  if (codeAt(place) == SMALL_E || codeAt(place) == LARGE_E) {
    place++;
    if (codeAt(place) == PLUS || codeAt(place) == MINUS) place++;
    const exponent = place;
    place = digitsEnd(exponent);
    if (place == exponent) return false;
    usual = false;
  }
  at = place;
  isUsual = usual && digits <= EXACT_DIGITS;
  return true;
}

function isDigit(place: usize): bool {
  return <u32>(codeAt(place) - ZERO) < 10;
}

function digitsEnd(from: usize): usize {
  let place = from;
  while (isDigit(place)) place++;
  return place;
}
