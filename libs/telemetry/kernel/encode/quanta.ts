import { double, putInteger } from './columns';
import { measured, values } from './measured';
import { Room } from './room';

/** Codes of the steps in which sensors count, coarsest first: value = count × multiplier ÷ divisor + offset. */
const CODES: i32 = 12;
/** Above -500 m in steps of 0.2 m: how FIT devices count altitudes. */
const FIT_ALTITUDE: i32 = 3;
/** How FIT devices count positions. */
const SEMICIRCLES: i32 = 11;
const DIVISORS = memory.data<f64>([1, 2, 5, 5, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 2147483648]);
/** By column, the code that it has unless it names another. */
const USUAL = memory.data<u8>([0, 0, 0, 0, 6, 5, 2, 4, 0, 10, 10, 0]);
/** Its bits. It equals 0, and would be read back as that. */
const NEGATIVE_ZERO: i64 = 0x8000000000000000;
/** First counts stay below this, so that they and all within 32 bits of them are safe integers. */
const FIRST_LIMIT: f64 = 2251799813685248;

/** The code of the column, and its divisor; -1 where its values are no counts. */
export let code: i32 = -1;
export let divisor: f64 = 1;
/** The first count, and all of them relative to it (i32). */
export let first: f64 = 0;
export const relative = new Room();

export function isUsual(column: i32): bool {
  return load<u8>(USUAL + column) == code;
}

/** Finds the coarsest step that gives every value back exactly. */
export function countInQuanta(): void {
  relative.reserve((<usize>measured) << 2);
  for (code = 0; code < CODES; code++) {
    divisor = double(DIVISORS, code);
    const value = measured > 0 ? double(values, 0) : 0;
    first = countOf(value);
    if (!(Math.abs(first) < FIRST_LIMIT)) continue;
    if (code == FIT_ALTITUDE || code == SEMICIRCLES ? countAll() : countDecimals()) return;
  }
  code = -1;
}

function countOf(value: f64): f64 {
  if (code == FIT_ALTITUDE) return Math.round((value + 500) * divisor);
  if (code == SEMICIRCLES) return Math.round((value * divisor) / 180);
  return Math.round(value * divisor);
}

function valueOf(count: f64): f64 {
  if (code == FIT_ALTITUDE) return count / divisor - 500;
  if (code == SEMICIRCLES) return (count * 180) / divisor;
  return count / divisor;
}

function countAll(): bool {
  for (let index = 0; index < measured; index++) {
    const value = double(values, index);
    const count = <i32>(countOf(value) - first);
    if (valueOf(first + <f64>count) != value || isNegativeZero(value)) return false;
    putInteger(relative.at, index, count);
  }
  return true;
}

/**
 * The same for steps that divide one, which most columns have, two values at a time. What lies midway between two counts is
 * rounded to the even one here; it is neither of them, and refused.
 */
function countDecimals(): bool {
  const divisors = v128.splat<f64>(divisor);
  const firsts = v128.splat<f64>(first);
  const negativeZero = v128.splat<i64>(NEGATIVE_ZERO);
  let index = 0;
  for (; index < measured - 1; index += 2) {
    const both = v128.load(values + ((<usize>index) << 3));
    const rounded = v128.nearest<f64>(v128.mul<f64>(both, divisors));
    const counts = v128.trunc_sat_zero<i32>(v128.sub<f64>(rounded, firsts));
    const back = v128.div<f64>(v128.add<f64>(v128.convert_low<i32>(counts), firsts), divisors);
    const wrong = v128.or(v128.ne<f64>(back, both), v128.eq<i64>(both, negativeZero));
    if (v128.any_true(wrong)) return false;
    store<i64>(relative.at + ((<usize>index) << 2), v128.extract_lane<i64>(counts, 0));
  }
  return index == measured || countLast(index);
}

function countLast(index: i32): bool {
  const value = double(values, index);
  const count = <i32>(Math.round(value * divisor) - first);
  putInteger(relative.at, index, count);
  return (first + <f64>count) / divisor == value && !isNegativeZero(value);
}

function isNegativeZero(value: f64): bool {
  return reinterpret<i64>(value) == NEGATIVE_ZERO;
}
