import { gzipSync } from 'node:zlib';
import { mongo } from 'mongoose';
import {
  columnsToJson,
  columnsToPoints,
  decodeTelemetry,
  encodeTelemetry,
  pointsToColumns,
  pointToRow,
  type TelemetryPoint,
} from '#telemetry';
import { generateRide } from '../../demo/ride-model';
import { interleaved } from '../support/interleaved';
import { atLeast, type Line, once, table } from '../support/line';
import { readingOverHttp } from './http';

/**
 * The telemetry format against what it replaces, and reading a ride through the API against merely sending it, on a
 * ride of four hours and ten columns. `node dist/tools/bench/telemetry/bench.js [--json]`
 */
const RUNS = 15;
const { BSON } = mongo;

function theFormat(points: readonly TelemetryPoint[]): Line[] {
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
  const showing = interleaved(
    { run: () => columnsToJson(columns), repeats: 5 },
    { run: () => Buffer.from(JSON.stringify(columnsToPoints(columns))), repeats: 1 },
    RUNS,
  );
  const chunks = [5, 10, 60].map((size) => {
    const parts = Array.from({ length: Math.floor(points.length / size) }, (_, part) =>
      points.slice(part * size, (part + 1) * size),
    );
    const bytes = parts.reduce((sum, part) => sum + encodeTelemetry(pointsToColumns(part)).length, 0);
    const theirs = parts.reduce((sum, part) => sum + BSON.calculateObjectSize({ telemetry: part }), 0);
    const count = parts.length * size;
    const sizes = once(bytes / count, theirs / count);
    return atLeast(`size in chunks of ${size}`, documents, 'bytes/point', sizes, null);
  });
  const sizes = once(perPoint(encoded.length), perPoint(bson.length));
  return [
    atLeast('size of a 4 h ride', documents, 'bytes/point', sizes, 23),
    atLeast('decoding it', documents, 'ms', reading, 25),
    atLeast('encoding it', 'gzip of JSON rows', 'ms', writing, 5),
    atLeast('writing it as JSON', 'JSON.stringify of its points', 'ms', showing, null),
    ...chunks,
  ];
}

async function main(): Promise<void> {
  const points = generateRide({ seed: 11, startTime: Date.UTC(2026, 5, 14, 7), seconds: 4 * 3600, cafeSeconds: 0 });
  const lines = [...theFormat(points), ...(await readingOverHttp(points))];
  console.log(process.argv.includes('--json') ? JSON.stringify(lines, null, 2) : table(lines));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
