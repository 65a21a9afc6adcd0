import { Room } from './room';

/** Columns by the place that they have in a file; channels come in between, in their own order. */
export const TIMESTAMPS: i32 = 0;
export const SPEED: i32 = 4;
export const DISTANCE: i32 = 5;
export const ARRIVALS: i32 = 11;
export const COLUMNS: i32 = 12;

/** Rows of the file that is being written. */
export let count: i32 = 0;
/** Columns that were written, as the file names them: channels from bit 0, arrivals at bit 15. */
export let mask: i32 = 0;

/** The column to be written: `count` doubles, NaN for what is missing. */
export const input = new Room();
/** The timestamps and the speeds of the file, kept for the distances. */
export const timestamps = new Room();
export const speeds = new Room();

export function double(column: usize, row: i32): f64 {
  return load<f64>(column + ((<usize>row) << 3));
}

export function integer(column: usize, row: i32): i32 {
  return load<i32>(column + ((<usize>row) << 2));
}

export function putInteger(column: usize, row: i32, value: i32): void {
  store<i32>(column + ((<usize>row) << 2), value);
}

export function beginColumns(rows: i32): void {
  count = rows;
  mask = 0;
  input.reserve(bytesOf(rows));
}

/** Notes that the file has the column, and keeps what others will be predicted by. */
export function keep(column: i32): void {
  if (column == ARRIVALS) mask |= 1 << 15;
  else if (column != TIMESTAMPS) mask |= 1 << (column - 1);
  if (column == TIMESTAMPS) copy(timestamps);
  if (column == SPEED) copy(speeds);
}

export function hasSpeed(): bool {
  return (mask & (1 << (SPEED - 1))) != 0;
}

function copy(room: Room): void {
  room.reserve(bytesOf(count));
  memory.copy(room.at, input.at, bytesOf(count));
}

function bytesOf(rows: i32): usize {
  return (<usize>rows) << 3;
}
