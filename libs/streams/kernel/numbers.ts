import { MINUS, POINT, ZERO } from './codes';

/** Whole numbers of so many digits are exact, and so is what they are divided by: the quotient is the nearest number. */
const EXACT_DIGITS: usize = 15;
const POWERS_OF_TEN = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]);

/** What was read last. */
export let number: f64 = 0;

/**
 * A number as JSON has it, without an exponent, and short enough to be exact.
 *
 * @returns where it ends; 0 where none is
 */
export function decimal(start: usize): usize {
  const isNegative = load<u8>(start) == MINUS;
  const first = isNegative ? start + 1 : start;
  let digits: u64 = 0;
  let at = first;
  let digit = digitAt(at);
  while (digit < 10) {
    digits = digits * 10 + digit;
    digit = digitAt(++at);
  }
  let length = at - first;
  if (length == 0 || (length > 1 && load<u8>(first) == ZERO)) return 0;
  let decimals: usize = 0;
  if (load<u8>(at) == POINT) {
    const point = at++;
    digit = digitAt(at);
    while (digit < 10) {
      digits = digits * 10 + digit;
      digit = digitAt(++at);
    }
    decimals = at - point - 1;
    if (decimals == 0) return 0;
    length += decimals;
  }
  if (length > EXACT_DIGITS) return 0;
  let value = <f64>digits;
  if (decimals > 0) value /= load<f64>(POWERS_OF_TEN + (decimals << 3));
  number = isNegative ? -value : value;
  return at;
}

/** A number of digits alone, so many at the most. @returns where it ends; 0 where none is */
export function whole(start: usize, mostDigits: usize): usize {
  let digits: u64 = 0;
  let at = start;
  for (let digit = digitAt(at); digit < 10; digit = digitAt(++at)) digits = digits * 10 + digit;
  const length = at - start;
  if (length == 0 || length > mostDigits || (length > 1 && load<u8>(start) == ZERO)) return 0;
  number = <f64>digits;
  return at;
}

/** More than 9 for what is no digit. */
function digitAt(at: usize): u32 {
  return <u32>load<u8>(at) - ZERO;
}
