import { TelemetryFormatError } from '../telemetry-format.error';
import { type ByteReader } from './byte-reader';
import { MISSING_BIT, RAW_QUANTUM } from './layout';
import { readRuns } from './missing-runs';
import { readDoublePlanes, readPlanes } from './planes';
import { fromDifferences, Predictor, seeds, stepsFromSpeed } from './predictors';
import { QUANTA } from './quanta';
import { type ColumnContext, type ColumnName } from './write-column';

/** Reads what writeColumn wrote; `context` holds the columns read before. */
export function readColumn(reader: ByteReader, count: number, name: ColumnName, context: ColumnContext): Float64Array {
  const head = reader.byte();
  const code = head & 15;
  const predictor = knownPredictor((head >> 4) & 7, name);
  const width = code === RAW_QUANTUM ? 8 : reader.byte();
  const rows = head & MISSING_BIT ? readRuns(reader, count) : null;
  const length = rows ? rows.length : count;
  const values = new Float64Array(length);
  if (code === RAW_QUANTUM) readDoublePlanes(reader.take(length * 8), values);
  else readCounts(reader, code, predictor, width, rows, context, values);
  if (!rows) return values;
  const column = new Float64Array(count).fill(NaN);
  for (let index = 0; index < length; index++) column[rows[index] as number] = values[index] as number;
  return column;
}

function knownPredictor(code: number, name: ColumnName): Predictor {
  if (code > Predictor.speed || (code === Predictor.speed && name !== 'distance')) {
    throw new TelemetryFormatError(`Unknown predictor ${code} of ${name}`);
  }
  return code as Predictor;
}

function readCounts(
  reader: ByteReader,
  code: number,
  predictor: Predictor,
  width: number,
  rows: Uint32Array | null,
  context: ColumnContext,
  values: Float64Array,
): void {
  const quantum = QUANTA[code];
  if (!quantum || width > 4) throw new TelemetryFormatError(`Unknown form ${code}/${width} of a column`);
  const first = reader.signedVarint();
  const counts = new Int32Array(values.length);
  if (seeds(predictor) === 2) counts[1] = reader.signedVarint();
  const differences = new Uint32Array(Math.max(0, values.length - seeds(predictor)));
  readPlanes(reader.take(width * differences.length), differences);
  const steps =
    predictor === Predictor.speed ? stepsFromSpeed(context.timestamps, context.speed, rows, quantum.divisor) : null;
  fromDifferences(differences, predictor, steps, counts);
  const { multiplier, divisor, offset } = quantum;
  for (let index = 0; index < counts.length; index++) {
    values[index] = ((first + (counts[index] as number)) * multiplier) / divisor + offset;
  }
}
