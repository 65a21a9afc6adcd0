import { rewrite } from './javascript';
import { CLOSE_OBJECT, COLON, COMMA, OPEN_OBJECT } from '../codes';
import { at, blanks, is, isUsual, moveTo, readWhole, skipNull, skipNumber, skipPlainString, value } from './json';
import { beginRuns, closeRow, openRow, putCell, putComma, putNull } from './runs';
import { DATA_TYPE, ELAPSED, isName, isWord, lengthOf, NAMES, TIMESTAMP, WORKOUT_METRICS } from './words';

/** No number that is copied as it stands is longer: a sign, 15 digits and a point; nor is any that JavaScript writes. */
const REWRITTEN_BYTES: usize = 32;
const NONE: i32 = -1;

const starts: usize = memory.data(<i32>(4 * 16), 16);
/** 0 for null. */
const lengths: usize = memory.data(<i32>(4 * 16), 16);
const rewritten: usize = memory.data(<i32>(32 * 16), 16);
/** The order of the names in the point before, which is that of the next one too (u8). */
const order: usize = memory.data(<i32>16, 16);

let most: i32 = 0;
/** A bit for each name that the last point had, whatever its value. */
let had: i32 = 0;

export let count: i32 = 0;
/** Unix ms. */
export let earliest: f64 = 0;
export let latest: f64 = -1;

/** @param mostPoints that are read */
export function beginPoints(mostPoints: i32): void {
  most = mostPoints;
  count = 0;
  earliest = 0;
  latest = -1;
  beginRuns(mostPoints);
}

/** Whether the last point says of itself that it is one, or has a channel, measured or not. */
export function isPlainlyAPoint(): bool {
  return (had & (1 << DATA_TYPE)) != 0 || (had & ((1 << ELAPSED) - 2)) != 0;
}

/** Reads a point that is later than those before it. */
export function readPoint(): bool {
  if (count == most || !is(OPEN_OBJECT)) return false;
  had = 0;
  let time: i64 = -1;
  let last = 0;
  let place = 0;
  do {
    blanks();
    const name = nameOf(place++);
    if (name == NONE || (had & (1 << name)) != 0 || !is(COLON)) return false;
    blanks();
    had |= 1 << name;
    const start = at;
    if (name == TIMESTAMP) {
      if (!readWhole()) return false;
      time = value;
      keep(TIMESTAMP, start, at - start);
    } else if (name >= ELAPSED) {
      if (!skipBeside(name)) return false;
    } else if (skipNumber()) {
      if (isUsual) keep(name, start, at - start);
      else if (!keepRewritten(name, start)) return false;
      last = max(last, name);
    } else if (skipNull()) keep(name, 0, 0);
    else return false;
  } while (is(COMMA));
  if (!is(CLOSE_OBJECT) || <f64>time <= latest) return false;
  write(time, last);
  return true;
}

function nameOf(place: i32): i32 {
  const expected: i32 = load<u8>(order + place);
  if (isName(expected, at)) {
    moveTo(at + lengthOf(expected));
    return expected;
  }
  for (let name = 0; name < NAMES; name++) {
    if (!isName(name, at)) continue;
    store<u8>(order + place, <u8>name);
    moveTo(at + lengthOf(name));
    return name;
  }
  return NONE;
}

/** What apps send beside the channels. */
function skipBeside(name: i32): bool {
  if (name == ELAPSED) return skipPlainString() || skipNull() || skipNumber();
  if (!isWord(WORKOUT_METRICS, at)) return false;
  moveTo(at + lengthOf(WORKOUT_METRICS));
  return true;
}

function keep(cell: i32, start: usize, length: usize): void {
  store<u32>(starts + ((<usize>cell) << 2), <u32>start);
  store<u32>(lengths + ((<usize>cell) << 2), <u32>length);
}

function keepRewritten(cell: i32, start: usize): bool {
  const into = rewritten + <usize>cell * REWRITTEN_BYTES;
  const length = rewrite(start, at - start, into);
  keep(cell, into, length);
  return length > 0;
}

function write(time: i64, last: i32): void {
  if (count == 0) earliest = <f64>time;
  latest = <f64>time;
  count++;
  openRow(time);
  for (let cell = 0; cell <= last; cell++) {
    if (cell > 0) putComma();
    const length = load<u32>(lengths + ((<usize>cell) << 2));
    if ((had & (1 << cell)) == 0 || length == 0) putNull();
    else putCell(load<u32>(starts + ((<usize>cell) << 2)), length);
  }
  closeRow();
}
