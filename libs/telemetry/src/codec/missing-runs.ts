import { TelemetryFormatError } from '../telemetry-format.error';
import { type ByteReader } from './byte-reader';
import { type ByteWriter } from './byte-writer';

/** Rows that hold a value; null where all do, which is the rule. */
export function presentRows(values: Float64Array): Uint32Array | null {
  let present = 0;
  for (const value of values) if (value === value) present++;
  if (present === values.length) return null;
  const rows = new Uint32Array(present);
  let next = 0;
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) rows[next++] = row;
  }
  return rows;
}

/** Writes the lengths of runs, measured and missing in turns, a measured one (it may be empty) first. */
export function writeRuns(writer: ByteWriter, rows: Uint32Array, count: number): void {
  let end = 0;
  let next = 0;
  while (end < count) {
    const start = next;
    while (next < rows.length && rows[next] === end + next - start) next++;
    writer.varint(next - start);
    end += next - start;
    if (end === count) break;
    const until = rows[next] ?? count;
    writer.varint(until - end);
    end = until;
  }
}

/** @throws TelemetryFormatError where the runs do not fill the column exactly */
export function readRuns(reader: ByteReader, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let present = 0;
  let end = 0;
  for (let measured = true; end < count; measured = !measured) {
    const length = reader.varint();
    if (length > count - end || (length === 0 && end > 0)) {
      throw new TelemetryFormatError('The runs of missing values do not fit');
    }
    if (measured) for (let row = end; row < end + length; row++) rows[present++] = row;
    end += length;
  }
  return rows.subarray(0, present);
}
