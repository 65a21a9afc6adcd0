import { TelemetryFormatError } from '../telemetry-format.error';
import { type ByteReader } from './byte-reader';
import { MOST_DIGITS } from './digits';
import { readDoublePlanes } from './double-planes';
import {
  type ColumnName,
  LOWEST_IN_TAIL,
  PREDICTOR_SHIFT,
  QUANTUM_FOLLOWS,
  RAW_DOUBLES,
  VALUES_MISSING,
} from './layout';
import { measuredCount, readRuns, type Runs, scatter } from './missing-runs';
import { distanceSteps, type PredictionContext, Predictor, seedsOf } from './predictors';
import { QUANTA, USUAL_QUANTUM } from './quanta';
import { unfold } from './unfold';

/** Where columns are read from: the body as it was before compression, and the tail. */
export interface FileParts {
  body: ByteReader;
  tail: ByteReader;
}

/**
 * Reads what writeColumn wrote.
 * @param column filled with it; as long as the ride
 * @param context the columns that were read before
 */
export function readColumn(
  parts: FileParts,
  column: Float64Array,
  name: ColumnName,
  context: PredictionContext,
): Float64Array {
  const { body } = parts;
  const count = column.length;
  const head = body.byte();
  const raw = (head & 7) === RAW_DOUBLES;
  if (raw && head & ~(RAW_DOUBLES | VALUES_MISSING)) throw new TelemetryFormatError(`Unknown form of ${name}`);
  const code = head & QUANTUM_FOLLOWS ? body.byte() : USUAL_QUANTUM[name];
  const runs = head & VALUES_MISSING ? readRuns(body, count) : null;
  const measured = runs ? column.subarray(count - measuredCount(runs)) : column;
  if (raw) readDoublePlanes(body.take(measured.length * 8), measured);
  else readCounts(parts, { head, code, name, runs }, context, measured);
  if (runs) scatter(column, runs);
  return column;
}

interface Form {
  head: number;
  code: number;
  name: ColumnName;
  runs: Runs | null;
}

function readCounts({ body, tail }: FileParts, form: Form, context: PredictionContext, values: Float64Array): void {
  const { code, name, runs } = form;
  const digits = form.head & 7;
  const lowestInTail = (form.head & LOWEST_IN_TAIL) !== 0;
  const quantum = QUANTA[code];
  if (!quantum || digits > MOST_DIGITS || (lowestInTail && digits === 0))
    throw new TelemetryFormatError(`Unknown form of ${name}`);
  const predictor = predictorOf(form, values.length, context);
  const seeds = seedsOf(predictor);
  const first = body.signedVarint();
  const second = seeds === 2 ? body.signedVarint() : 0;
  const differences = Math.max(0, values.length - seeds);
  const planes = Array.from({ length: digits }, (_, weight) => {
    const { buffer, byteOffset, length } = (weight === 0 && lowestInTail ? tail : body).take(differences);
    return new Int8Array(buffer, byteOffset, length);
  });
  const folded = {
    quantum,
    predictor,
    first,
    second,
    planes,
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
