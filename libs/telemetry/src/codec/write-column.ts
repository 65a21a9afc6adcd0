import { type ByteWriter } from './byte-writer';
import { bitsPerDigit, digitPlanes } from './digits';
import { writeDoublePlanes } from './double-planes';
import {
  type ColumnName,
  LOWEST_IN_TAIL,
  PREDICTOR_SHIFT,
  QUANTUM_FOLLOWS,
  RAW_DOUBLES,
  VALUES_MISSING,
} from './layout';
import { gather, runsOf, writeRuns } from './missing-runs';
import { differencesOf, distanceSteps, type PredictionContext, Predictor, seedsOf } from './predictors';
import { countInQuanta, type Counts, USUAL_QUANTUM } from './quanta';

/** Lowest digits of so many values, of so many bits each, are noise: they leave the body and go into the tail. */
const MANY = 1024;
const NOISE_BITS = 7;

/** Where columns are written: the body will be compressed, the tail will not. */
export interface FileParts {
  body: ByteWriter;
  tail: ByteWriter;
}

/** Writes one column: its head, the runs of missing values, then counts in a quantum or else doubles as they are. */
export function writeColumn(
  { body, tail }: FileParts,
  values: Float64Array,
  name: ColumnName,
  context: PredictionContext,
): void {
  const runs = runsOf(values);
  const measured = runs ? gather(values, runs) : values;
  const missing = runs ? VALUES_MISSING : 0;
  const counts = countInQuanta(measured);
  if (!counts) {
    body.byte(RAW_DOUBLES | missing);
    if (runs) writeRuns(body, runs);
    writeDoublePlanes(measured, body.room(measured.length * 8));
    return;
  }
  const { code, quantum, first, relative } = counts;
  const steps = name === 'distance' ? distanceSteps(context, runs, quantum.divisor) : null;
  const { predictor, differences } = bestPrediction(counts, steps);
  const planes = digitPlanes(differences);
  const [lowest] = planes;
  const noisy = lowest && lowest.length >= MANY && bitsPerDigit(lowest) >= NOISE_BITS;
  const flags = (code === USUAL_QUANTUM[name] ? 0 : QUANTUM_FOLLOWS) | missing | (noisy ? LOWEST_IN_TAIL : 0);
  body.byte(planes.length | (predictor << PREDICTOR_SHIFT) | flags);
  if (flags & QUANTUM_FOLLOWS) body.byte(code);
  if (runs) writeRuns(body, runs);
  body.signedVarint(first);
  if (seedsOf(predictor) === 2) body.signedVarint(relative[1] as number);
  planes.forEach((plane, weight) => (noisy && weight === 0 ? tail : body).append(plane));
}

interface Prediction {
  predictor: Predictor;
  differences: Int32Array;
  bits: number;
}

function bestPrediction({ relative }: Counts, steps: Int32Array | null): Prediction {
  const predictions = [predict(relative, Predictor.previous, null)];
  if (relative.length > 2) predictions.push(predict(relative, Predictor.linear, null));
  if (steps) predictions.push(predict(relative, Predictor.speed, steps));
  return predictions.reduce((best, next) => (next.bits < best.bits ? next : best));
}

/** Lengths of the differences in bits: not what they will take in the end, but enough to compare. */
function predict(counts: Int32Array, predictor: Predictor, steps: Int32Array | null): Prediction {
  const differences = differencesOf(counts, predictor, steps);
  let bits = seedsOf(predictor) * 8;
  for (let index = 0; index < differences.length; index++) {
    const difference = differences[index] as number;
    bits += 32 - Math.clz32(difference ^ (difference >> 31));
  }
  return { predictor, differences, bits };
}
