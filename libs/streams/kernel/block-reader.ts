import { Room } from '../../telemetry/kernel/encode/room';
import { BACKSLASH, BLANK, CLOSE, COMMA, DELETE, MINUS, NULL, OPEN, QUOTE } from './codes';
import { decimal, number, whole } from './numbers';
import { addPoint, forgetFrom, points, ROW_WIDTH } from './points';
import { ID_LENGTH } from './streams';

/** `],` and the newline, behind the `]` of the rows. */
const END: u32 = 0x0a2c5d;
const SEQUENCE_DIGITS: usize = 15;
const ORDINAL_DIGITS: usize = 10;

/** A record of the block that is being read: where its names are, its numbers, its points. */
@unmanaged
export class Record {
  id: usize;
  user: usize;
  name: usize;
  nameLength: i32;
  sequence: f64;
  arrival: f64;
  ordinal: f64;
  place: i32;
  points: i32;
}

const table = new Room();
let records: i32 = 0;

export function recordAt(record: i32): Record {
  return changetype<Record>(table.at + <usize>record * offsetof<Record>());
}

/**
 * Reads a block as the service itself writes it: JSON without blanks, and numbers without exponents.
 *
 * @param end four bytes of memory lie behind it
 * @returns how many records; 0 for a block that is empty, damaged or written in any other way: then none of its points is kept
 */
export function readRecords(start: usize, end: usize): i32 {
  const before = points;
  records = 0;
  store<u32>(end, 0);
  let at = start;
  while (at != 0 && at < end) at = readRecord(at);
  if (at == end && records > 0) return records;
  forgetFrom(before);
  return 0;
}

/** `["<stream id>","<stream name>","<owner>",<sequence>,"<ms>-<ordinal>",[<rows>]],\n` @returns where it ends, or 0 */
function readRecord(start: usize): usize {
  table.reserve(<usize>(records + 1) * offsetof<Record>());
  const record = recordAt(records);
  if (load<u8>(start) != OPEN) return 0;
  record.id = start + 2;
  let at = idEnd(start + 1);
  if (at == 0 || load<u8>(at) != COMMA) return 0;
  record.name = at + 2;
  at = nameEnd(at + 1);
  if (at == 0 || load<u8>(at) != COMMA) return 0;
  record.nameLength = <i32>(at - 1 - record.name);
  record.user = at + 2;
  at = idEnd(at + 1);
  if (at == 0 || load<u8>(at) != COMMA) return 0;
  at = whole(at + 1, SEQUENCE_DIGITS);
  record.sequence = number;
  if (at == 0 || load<u8>(at) != COMMA || load<u8>(at + 1) != QUOTE) return 0;
  at = whole(at + 2, SEQUENCE_DIGITS);
  record.arrival = number;
  if (at == 0 || load<u8>(at) != MINUS) return 0;
  at = whole(at + 1, ORDINAL_DIGITS);
  record.ordinal = number;
  if (at == 0 || load<u8>(at) != QUOTE || load<u8>(at + 1) != COMMA || load<u8>(at + 2) != OPEN) return 0;
  return readRows(at + 2, record);
}

function readRows(start: usize, record: Record): usize {
  const place = points;
  let at = start;
  do {
    at = readRow(at + 1, record.arrival);
    if (at == 0) return 0;
  } while (load<u8>(at) == COMMA);
  if (load<u8>(at) != CLOSE || (load<u32>(at + 1) & 0xffffff) != END) return 0;
  record.place = place;
  record.points = points - place;
  records++;
  return at + 4;
}

function readRow(start: usize, arrival: f64): usize {
  if (load<u8>(start) != OPEN) return 0;
  let at = decimal(start + 1);
  if (at == 0) return 0;
  const row = addPoint(arrival);
  store<f64>(row, number);
  for (let cell = 1; load<u8>(at) == COMMA; cell++) {
    if (cell == ROW_WIDTH) return 0;
    if (load<u32>(at + 1) == NULL) {
      at += 5;
      continue;
    }
    at = decimal(at + 1);
    if (at == 0) return 0;
    store<f64>(row + ((<usize>cell) << 3), number);
  }
  return load<u8>(at) == CLOSE ? at + 1 : 0;
}

/** 24 hexadecimal digits within quotes. @returns where they end, or 0 */
function idEnd(start: usize): usize {
  const id = start + 1;
  if (load<u8>(start) != QUOTE || load<u8>(id + ID_LENGTH) != QUOTE) return 0;
  return areDigits(id) && areDigits(id + ID_LENGTH - 16) ? id + ID_LENGTH + 1 : 0;
}

/** Whether sixteen letters are hexadecimal digits. */
function areDigits(at: usize): bool {
  const letters = v128.load(at);
  const decimals = v128.and(v128.ge<u8>(letters, v128.splat<u8>(0x30)), v128.le<u8>(letters, v128.splat<u8>(0x39)));
  const others = v128.and(v128.ge<u8>(letters, v128.splat<u8>(0x61)), v128.le<u8>(letters, v128.splat<u8>(0x66)));
  return v128.all_true<u8>(v128.or(decimals, others));
}

/** Letters that JSON writes as they are, at least one, within quotes. @returns where they end, or 0 */
function nameEnd(start: usize): usize {
  if (load<u8>(start) != QUOTE) return 0;
  let at = start + 1;
  for (let code: i32 = load<u8>(at); code != QUOTE; code = load<u8>(++at)) {
    if (code < BLANK || code >= DELETE || code == BACKSLASH) return 0;
  }
  return at == start + 1 ? 0 : at + 1;
}
