import { type ByteWriter } from './byte-writer';
import { digitsNeeded, writeDigits } from './digits';
import { writeDoublePlanes } from './double-planes';
import { type ColumnName, PREDICTOR_SHIFT, QUANTUM_FOLLOWS, RAW_DOUBLES, VALUES_MISSING } from './layout';
import { gather, runsOf, writeRuns } from './missing-runs';
import { differencesOf, distanceSteps, type PredictionContext, Predictor, seedsOf } from './predictors';
import { countInQuanta, type Counts, USUAL_QUANTUM } from './quanta';

/** Writes one column: its head, the runs of missing values, then counts in a quantum or else doubles as they are. */
export function writeColumn(
  writer: ByteWriter,
  values: Float64Array,
  name: ColumnName,
  context: PredictionContext,
): void {
  const runs = runsOf(values);
  const measured = runs ? gather(values, runs) : values;
  const missing = runs ? VALUES_MISSING : 0;
  const counts = countInQuanta(measured);
  if (!counts) {
    writer.byte(RAW_DOUBLES | missing);
    if (runs) writeRuns(writer, runs);
    writeDoublePlanes(measured, writer.room(measured.length * 8));
    return;
  }
  const { code, quantum, first, relative } = counts;
  const steps = name === 'distance' ? distanceSteps(context, runs, quantum.divisor) : null;
  const { predictor, differences } = bestPrediction(counts, steps);
  const digits = digitsNeeded(differences);
  const unusual = code === USUAL_QUANTUM[name] ? 0 : QUANTUM_FOLLOWS;
  writer.byte(digits | (predictor << PREDICTOR_SHIFT) | missing | unusual);
  if (unusual) writer.byte(code);
  if (runs) writeRuns(writer, runs);
  writer.signedVarint(first);
  if (seedsOf(predictor) === 2) writer.signedVarint(relative[1] as number);
  const planes = writer.room(digits * differences.length);
  writeDigits(differences, new Int8Array(planes.buffer, planes.byteOffset, planes.length));
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
