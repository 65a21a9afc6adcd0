import { gzipSync } from 'node:zlib';
import { mongo } from 'mongoose';
import { decodeTelemetry, encodeTelemetry, pointsToColumns, pointToRow } from '#telemetry';
import { generateRide } from '../../demo/ride-model';
import { interleaved } from './interleaved';

/**
 * The telemetry format against what it replaces, on a ride of four hours and ten columns.
 * `node dist/tools/bench/telemetry/bench.js [--json]`
 */
interface Line {
  what: string;
  against: string;
  unit: 'bytes/point' | 'ms';
  ours: number;
  theirs: number;
  /** How many times as good as the other. */
  ratio: number;
  goal: number | null;
  met: boolean | null;
}

const RUNS = 15;
const { BSON } = mongo;

function line(what: string, against: string, unit: Line['unit'], ours: number, theirs: number, goal?: number): Line {
  const ratio = theirs / ours;
  return {
    what,
    against,
    unit,
    ours,
    theirs,
    ratio,
    goal: goal ?? null,
    met: goal === undefined ? null : ratio >= goal,
  };
}

function bench(): Line[] {
  const points = generateRide({ seed: 11, startTime: Date.UTC(2026, 5, 14, 7), seconds: 4 * 3600, cafeSeconds: 0 });
  const columns = pointsToColumns(points);
  const rows = points.map(pointToRow);
  const encoded = encodeTelemetry(columns);
  const bson = BSON.serialize({ telemetry: points });
  const documents = 'BSON array of subdocuments';
  const perPoint = (bytes: number) => bytes / points.length;

  const reading = interleaved(
    { run: () => decodeTelemetry(encoded), repeats: 5 },
    { run: () => BSON.deserialize(bson), repeats: 1 },
    RUNS,
  );
  const writing = interleaved(
    { run: () => encodeTelemetry(columns), repeats: 3 },
    { run: () => gzipSync(JSON.stringify(rows)), repeats: 1 },
    RUNS,
  );
  const chunks = [5, 10, 60].map((size) => {
    const parts = Array.from({ length: Math.floor(points.length / size) }, (_, part) =>
      points.slice(part * size, (part + 1) * size),
    );
    const bytes = parts.reduce((sum, part) => sum + encodeTelemetry(pointsToColumns(part)).length, 0);
    const theirs = parts.reduce((sum, part) => sum + BSON.calculateObjectSize({ telemetry: part }), 0);
    const count = parts.length * size;
    return line(`size in chunks of ${size}`, documents, 'bytes/point', bytes / count, theirs / count);
  });
  return [
    line('size of a 4 h ride', documents, 'bytes/point', perPoint(encoded.length), perPoint(bson.length), 23),
    line('decoding it', documents, 'ms', reading.ours, reading.theirs, 25),
    line('encoding it', 'gzip of JSON rows', 'ms', writing.ours, writing.theirs, 5),
    ...chunks,
  ];
}

function table(lines: Line[]): string {
  const rows = lines.map(({ what, against, unit, ours, theirs, ratio, goal, met }) => [
    what,
    against,
    `${ours.toFixed(2)} ${unit}`,
    `${theirs.toFixed(2)} ${unit}`,
    `${ratio.toFixed(1)} ×`,
    goal === null ? '' : `≥ ${goal} ×`,
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const all = [['what', 'against', 'ours', 'theirs', 'ratio', 'goal', ''], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

const lines = bench();
console.log(process.argv.includes('--json') ? JSON.stringify(lines, null, 2) : table(lines));
