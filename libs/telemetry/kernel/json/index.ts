import { writeNumber } from './write-number';

/** So many points are written at a time at most. */
const POINTS: i32 = 512;
/** Time and channels; there may be fewer. */
const COLUMNS: i32 = 12;
/** Bytes of a key, which are written at once. */
const KEY: i32 = 16;
/** What a key and a value take at most, with the end of a point, and what is written beyond them for a moment. */
const PAIR: i32 = 48;
const END_OF_POINT: u16 = 0x2c_7d;

/** By column the values, with room for POINTS of them. */
export const values: usize = memory.data(POINTS * COLUMNS * 8, 16);
/** By column what stands before each value, such as `,"power":`, and in its last byte how long that is. */
export const keys: usize = memory.data(COLUMNS * KEY, 16);
/** What was written. */
export const text: usize = memory.data(POINTS * COLUMNS * PAIR, 16);

export const mostPoints: i32 = POINTS;
export const mostColumns: i32 = COLUMNS;
export const keyBytes: i32 = KEY;

/**
 * Writes points as JSON, with a comma behind each.
 *
 * @returns how many bytes
 */
export function writePoints(points: i32, columns: i32): i32 {
  const end = keys + <usize>(columns * KEY);
  let at = text;
  for (let point = 0; point < points; point++) {
    let value = values + ((<usize>point) << 3);
    for (let key = keys; key < end; key += KEY) {
      v128.store(at, v128.load(key));
      at = writeNumber(at + <usize>load<u8>(key + KEY - 1), load<f64>(value));
      value += POINTS << 3;
    }
    store<u16>(at, END_OF_POINT);
    at += 2;
  }
  return <i32>(at - text);
}
