import { writeDecimals, writeFirst, writeLongWhole, writeThousandths, writeWhole } from './digits';
import { writeText } from './javascript';

const MINUS: u8 = 0x2d;
const NULL: u32 = 0x6c6c_756e;

/** 2^52: a number that is added to it loses its fraction, and stands in the lower bits of the sum. */
const ROUNDER: f64 = 4_503_599_627_370_496;
/** Numbers of 15 digits are told apart by doubles, so the shortest text of a double that has no more is found. */
const LIMIT: u64 = 1_000_000_000_000_000;
const THOUSAND: f64 = 1e3;
/** One decimal more than phones and bike computers give positions. */
const SCALE: f64 = 1e8;
/** In units of the last of them: below, JSON has an exponent. */
const LEAST_PLAIN: u64 = 100;

/**
 * Writes a value as JSON.stringify does: the shortest text that gives the double back, null where it is not finite.
 *
 * @returns where the text ends
 */
export function writeNumber(at: usize, value: f64): usize {
  const sum = value + ROUNDER;
  const whole = addedTo(sum);
  // Most are small and whole. This much is compiled into the loop over the values, the rest is not.
  return whole < 1000 && sum - ROUNDER === value ? writeFirst(at, <u32>whole) : writeLonger(at, value);
}

/** The whole number that was added to ROUNDER; at least 2^52 where it was below 0 or not below 2^52. */
function addedTo(sum: f64): u64 {
  return reinterpret<u64>(sum) - reinterpret<u64>(ROUNDER);
}

function writeLonger(at: usize, value: f64): usize {
  if (value < 0) at = writeMinus(at, value);
  const size = abs(value);
  const sum = size * THOUSAND + ROUNDER;
  const scaled = addedTo(sum);
  // Exact: a/b is the double nearest to what the digits say, as it is when they are read.
  if ((sum - ROUNDER) / THOUSAND !== size || scaled > <u64>u32.MAX_VALUE) return writeLongest(at, size);
  const whole = <u32>scaled / 1000;
  return writeThousandths(writeUsual(at, whole), <u32>scaled - whole * 1000);
}

/** What is infinite has no sign. */
function writeMinus(at: usize, value: f64): usize {
  if (value === -Infinity) return at;
  store<u8>(at, MINUS);
  return at + 1;
}

/** Spares most numbers a call. */
function writeUsual(at: usize, whole: u32): usize {
  return whole < 1000 ? writeFirst(at, whole) : writeWhole(at, whole);
}

/** Writes a number that is large or has more than three decimals. */
function writeLongest(at: usize, size: f64): usize {
  const sum = size + ROUNDER;
  if (sum - ROUNDER === size) {
    const whole = addedTo(sum);
    return whole < LIMIT ? writeLongWhole(at, whole) : writeOther(at, size);
  }
  const scaledSum = size * SCALE + ROUNDER;
  const scaled = addedTo(scaledSum);
  const isExact = (scaledSum - ROUNDER) / SCALE === size;
  if (!isExact || scaled < LEAST_PLAIN || scaled >= LIMIT) return writeOther(at, size);
  const whole = <u32>(scaled / <u64>SCALE);
  return writeDecimals(writeUsual(at, whole), <u32>scaled - whole * <u32>SCALE);
}

function writeOther(at: usize, size: f64): usize {
  if (size < Infinity) return at + writeText(at, size);
  store<u32>(at, NULL);
  return at + 4;
}
