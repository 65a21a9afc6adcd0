import { Room } from '../../../telemetry/kernel/encode/room';
import { CLOSE, COMMA, NULL, OPEN, QUOTE, ZERO } from '../codes';
import { CHANNELS } from './words';

/** The longest number and a comma. */
const CELL_BYTES: usize = 26;
/** Cells are copied in so many bytes, whatever their length. */
const COPIED_BYTES: usize = 32;
const ROW_BYTES: usize = <usize>(CHANNELS + 1) * CELL_BYTES + COPIED_BYTES + 2;
/** Six digits, quotes and a comma. */
const OFFSET_BYTES: usize = 9;
/** Offsets are told apart by set in Redis; see BUCKET_MS in point-runs.ts. */
const BUCKET_MS: i64 = 512_000;

/** Points of one bucket that follow each other: how many, and where their offsets and rows are written. */
@unmanaged
class Run {
  bucket: f64;
  count: i32;
  offsets: usize;
  offsetsEnd: usize;
  rows: usize;
  rowsEnd: usize;
}

const table = new Room();
const rowText = new Room();
const offsetText = new Room();
let row: usize = 0;
let offset: usize = 0;
let bucket: i64 = -1;

export let runs: i32 = 0;

/** @param most points that will be written */
export function beginRuns(most: i32): void {
  rowText.reserve(<usize>most * (ROW_BYTES + 2));
  offsetText.reserve(<usize>most * OFFSET_BYTES + COPIED_BYTES);
  table.reserve(<usize>most * offsetof<Run>());
  row = rowText.at;
  offset = offsetText.at;
  bucket = -1;
  runs = 0;
}

/** @returns where it lies: a double, then five integers */
export function runAt(run: i32): usize {
  return table.at + <usize>run * offsetof<Run>();
}

/** Begins the row of the next point. */
export function openRow(time: i64): void {
  const itsBucket = time / BUCKET_MS;
  if (itsBucket == bucket) {
    put(COMMA);
    putOffset(COMMA);
  } else {
    endRuns();
    bucket = itsBucket;
    const run = changetype<Run>(runAt(runs++));
    run.bucket = <f64>bucket;
    run.count = 0;
    run.offsets = offset;
    run.rows = row;
    put(OPEN);
  }
  changetype<Run>(runAt(runs - 1)).count++;
  writeOffset(<i32>(time - bucket * BUCKET_MS));
  put(OPEN);
}

/** Copies a reading as it stands. At most `COPIED_BYTES` long; what is copied too much is written over. */
export function putCell(start: usize, length: usize): void {
  v128.store(row, v128.load(start));
  v128.store(row + 16, v128.load(start + 16));
  row += length;
}

export function putNull(): void {
  store<u32>(row, NULL);
  row += 4;
}

export function putComma(): void {
  put(COMMA);
}

export function closeRow(): void {
  put(CLOSE);
}

/** To be called when all points are written, too. */
export function endRuns(): void {
  if (runs == 0) return;
  put(CLOSE);
  const run = changetype<Run>(runAt(runs - 1));
  run.offsetsEnd = offset;
  run.rowsEnd = row;
}

function put(code: i32): void {
  store<u8>(row++, <u8>code);
}

function putOffset(code: i32): void {
  store<u8>(offset++, <u8>code);
}

/** @param value from 0 to 511,999; in quotes */
function writeOffset(value: i32): void {
  putOffset(QUOTE);
  let unit = 1;
  while (unit * 10 <= value) unit *= 10;
  for (let rest = value; unit >= 1; unit /= 10) {
    const digit = rest / unit;
    putOffset(ZERO + digit);
    rest -= digit * unit;
  }
  putOffset(QUOTE);
}
