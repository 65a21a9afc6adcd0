import { type Channel } from '../telemetry';
import { type ByteWriter } from './byte-writer';
import { MISSING_BIT, RAW_QUANTUM } from './layout';
import { presentRows, writeRuns } from './missing-runs';
import { bytesNeeded, writeDoublePlanes, writePlanes } from './planes';
import { Predictor, seeds, stepsFromSpeed, toDifferences } from './predictors';
import { countColumn, QUANTA } from './quanta';

export type ColumnName = Channel | 'timestamps' | 'arrivals';

/** Columns that come before others in the format and help to predict them. */
export interface ColumnContext {
  timestamps: Float64Array;
  speed: Float64Array | undefined;
}

/** Writes one column: head, runs of missing values, first counts, then differences as byte planes. */
export function writeColumn(writer: ByteWriter, values: Float64Array, name: ColumnName, context: ColumnContext): void {
  const rows = presentRows(values);
  const measured = rows ? Float64Array.from(rows, (row) => values[row] as number) : values;
  const missing = rows ? MISSING_BIT : 0;
  const counts = measured.length > 0 ? countColumn(measured) : null;
  if (!counts) {
    writer.byte(RAW_QUANTUM | missing);
    if (rows) writeRuns(writer, rows, values.length);
    writeDoublePlanes(measured, writer.room(measured.length * 8));
    return;
  }
  const perUnit = QUANTA[counts.code]?.divisor ?? 1;
  const steps = name === 'distance' ? stepsFromSpeed(context.timestamps, context.speed, rows, perUnit) : null;
  const { predictor, differences } = cheapest(counts.relative, steps);
  const width = bytesNeeded(differences);
  writer.byte(counts.code | (predictor << 4) | missing);
  writer.byte(width);
  if (rows) writeRuns(writer, rows, values.length);
  writer.signedVarint(counts.first);
  if (seeds(predictor) === 2) writer.signedVarint(counts.relative[1] as number);
  writePlanes(differences, writer.room(width * differences.length));
}

function cheapest(counts: Int32Array, steps: Int32Array | null): { predictor: Predictor; differences: Uint32Array } {
  const candidates: Predictor[] = [Predictor.previous];
  if (counts.length > 2) candidates.push(Predictor.linear);
  if (steps) candidates.push(Predictor.speed);
  const tried = candidates.map((predictor) => {
    const differences = toDifferences(counts, predictor, steps);
    return { predictor, differences, bits: estimatedBits(differences) };
  });
  return tried.reduce((best, next) => (next.bits < best.bits ? next : best));
}

/** The length of the numbers in bits: not what they will take, but enough to compare. */
function estimatedBits(differences: Uint32Array): number {
  let bits = 0;
  for (const difference of differences) bits += 32 - Math.clz32(difference);
  return bits;
}
