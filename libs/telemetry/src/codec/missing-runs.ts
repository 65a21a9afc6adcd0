import { TelemetryFormatError } from '../telemetry-format.error';
import { type ByteReader } from './byte-reader';

/**
 * How long values are measured and missing in turns, a measured run (it may be empty) first. Together as long as the
 * column; no run but the first is empty.
 */
export type Runs = number[];

export function measuredCount(runs: Runs): number {
  return runs.reduce((total, length, index) => (index % 2 === 0 ? total + length : total), 0);
}

/** The measured values alone. */
export function gather(values: Float64Array, runs: Runs): Float64Array {
  const gathered = new Float64Array(measuredCount(runs));
  let row = 0;
  let next = 0;
  runs.forEach((length, run) => {
    if (run % 2 === 0) {
      gathered.set(values.subarray(row, row + length), next);
      next += length;
    }
    row += length;
  });
  return gathered;
}

/** The inverse of {@link gather}, in place: the measured values stand at the end of `column` and are moved forward. */
export function scatter(column: Float64Array, runs: Runs): void {
  let row = 0;
  let next = column.length - measuredCount(runs);
  runs.forEach((length, run) => {
    if (run % 2 === 0) {
      column.copyWithin(row, next, next + length);
      next += length;
    } else column.fill(NaN, row, row + length);
    row += length;
  });
}

/** @throws TelemetryFormatError where the runs do not fill the column exactly */
export function readRuns(reader: ByteReader, count: number): Runs {
  const runs: Runs = [];
  for (let left = count; left > 0 || runs.length === 0;) {
    const length = reader.varint();
    if (length > left || (length === 0 && runs.length > 0)) {
      throw new TelemetryFormatError('The runs of missing values do not fit');
    }
    runs.push(length);
    left -= length;
  }
  return runs;
}
