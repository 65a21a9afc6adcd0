import { count, double, input } from './columns';
import { reserve, varint } from './file';
import { Room } from './room';

const gathered = new Room();

/** How many values of the column are measured, and where they lie one behind the other. */
export let measured: i32 = 0;
export let values: usize = 0;

export function isMeasured(value: f64): bool {
  return value == value;
}

/** Finds the measured values of the column. */
export function gather(): void {
  const column = input.at;
  let row = 0;
  while (row < count && isMeasured(double(column, row))) row++;
  values = column;
  measured = count;
  if (row == count) return;
  gathered.reserve((<usize>count) << 3);
  values = gathered.at;
  memory.copy(values, column, (<usize>row) << 3);
  measured = row;
  for (; row < count; row++) {
    const value = double(column, row);
    if (!isMeasured(value)) continue;
    store<f64>(values + ((<usize>measured) << 3), value);
    measured++;
  }
}

/** Writes how long values are measured and missing in turns, a measured run (it may be empty) first. */
export function writeRuns(): void {
  // No row takes more than a run, and no run of this column more than four bytes.
  reserve(((<usize>count) << 2) + 8);
  let start = 0;
  let inMeasured = true;
  for (let row = 0; row < count; row++) {
    if (isMeasured(double(input.at, row)) == inMeasured) continue;
    varint(row - start);
    start = row;
    inMeasured = !inMeasured;
  }
  varint(count - start);
}
