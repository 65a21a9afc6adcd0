import { TelemetryFormatError } from '../telemetry-format.error';
import { type ByteReader } from './byte-reader';
import { MOST_DIGITS } from './digits';
import { readDoublePlanes } from './double-planes';
import { type ColumnName, PREDICTOR_SHIFT, QUANTUM_FOLLOWS, RAW_DOUBLES, VALUES_MISSING } from './layout';
import { measuredCount, readRuns, type Runs, scatter } from './missing-runs';
import { distanceSteps, type PredictionContext, Predictor, seedsOf } from './predictors';
import { QUANTA, USUAL_QUANTUM } from './quanta';
import { unfold } from './unfold';
import { uninitialisedDoubles } from './uninitialised';

/**
 * Reads what writeColumn wrote.
 * @param count rows of the ride
 * @param context the columns that were read before
 */
export function readColumn(
  reader: ByteReader,
  count: number,
  name: ColumnName,
  context: PredictionContext,
): Float64Array {
  const head = reader.byte();
  const raw = (head & 7) === RAW_DOUBLES;
  if (head & (raw ? ~(RAW_DOUBLES | VALUES_MISSING) : 0x80)) throw new TelemetryFormatError(`Unknown form of ${name}`);
  const code = head & QUANTUM_FOLLOWS ? reader.byte() : USUAL_QUANTUM[name];
  const runs = head & VALUES_MISSING ? readRuns(reader, count) : null;
  const column = uninitialisedDoubles(count);
  const measured = runs ? column.subarray(count - measuredCount(runs)) : column;
  if (raw) readDoublePlanes(reader.take(measured.length * 8), measured);
  else readCounts(reader, { head, code, name, runs }, context, measured);
  if (runs) scatter(column, runs);
  return column;
}

interface Form {
  head: number;
  code: number;
  name: ColumnName;
  runs: Runs | null;
}

function readCounts(reader: ByteReader, form: Form, context: PredictionContext, values: Float64Array): void {
  const { code, name, runs } = form;
  const digits = form.head & 7;
  const quantum = QUANTA[code];
  if (!quantum || digits > MOST_DIGITS) throw new TelemetryFormatError(`Unknown form of ${name}`);
  const predictor = predictorOf(form, values.length, context);
  const seeds = seedsOf(predictor);
  const first = reader.signedVarint();
  const second = seeds === 2 ? reader.signedVarint() : 0;
  const planes = reader.take(digits * Math.max(0, values.length - seeds));
  const folded = {
    quantum,
    predictor,
    first,
    second,
    planes: new Int8Array(planes.buffer, planes.byteOffset, planes.length),
    steps: predictor === Predictor.speed ? distanceSteps(context, runs, quantum.divisor) : null,
  };
  if (values.length > 0) unfold(folded, values);
}

function predictorOf({ head, name }: Form, length: number, { speed }: PredictionContext): Predictor {
  const code = (head >> PREDICTOR_SHIFT) & 3;
  if (code === Predictor.previous || (code === Predictor.linear && length > 1)) return code;
  if (code === Predictor.speed && name === 'distance' && speed) return code;
  throw new TelemetryFormatError(`Unknown prediction of ${name}`);
}
