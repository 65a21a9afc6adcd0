import fc from 'fast-check';

import { columnsToPoints, type TelemetryPoint } from '#telemetry';

import { readBlockAsWritten } from './block-reader';
import { readLogEntry } from './log-entry';
import { type LogRecord } from './log-record';
import { PackedPoints } from './packed-points';

const ID = '0123456789abcdef01234567';
const recordOf = (sequence: number, rows: string): string =>
  `["${ID}","ride-7","${ID}",${sequence},"1700000000000-${sequence}",${rows}],\n`;

type Reading = { records: LogRecord[]; points: TelemetryPoint[] } | null;

function readBy(read: (points: PackedPoints) => LogRecord[] | null): Reading {
  const packed = new PackedPoints();
  try {
    const records = read(packed);
    return records && { records, points: columnsToPoints(packed.columns([...Array(packed.count).keys()])) };
  } catch {
    return null;
  }
}

/** With a blank at its end a block is not as it was written, and is parsed as any JSON is. */
const parse = (block: string): Reading =>
  readBy((points) => readLogEntry(['block', block.replace(/,\n$/, ' ,\n')], points));
const readAsWritten = (block: string): Reading => readBy((points) => readBlockAsWritten(block, points));

const asDevicesSend = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.integer({ min: -999_999_999, max: 999_999_999 }).map((value) => value / 1e7),
);
const anyNumber = fc.oneof(
  asDevicesSend,
  fc.tuple(fc.maxSafeInteger(), fc.nat(22)).map(([value, decimals]) => value / 10 ** decimals),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const blockOf = (reading: fc.Arbitrary<number | null>, lastTimestamp: number): fc.Arbitrary<string> => {
  const timestamp = fc.integer({ min: 0, max: lastTimestamp });
  const row = fc.tuple(timestamp, fc.array(reading, { maxLength: 10 })).map(([time, readings]) => [time, ...readings]);
  return fc
    .array(fc.array(row, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
    .map((records) => records.map((rows, index) => recordOf(index + 1, JSON.stringify(rows))).join(''));
};
const block = fc.oneof(blockOf(asDevicesSend, 2e12), blockOf(anyNumber, Number.MAX_SAFE_INTEGER));

describe('readBlockAsWritten', () => {
  it('reads to the last bit what JSON.parse reads, or leaves it to that', () => {
    let taken = 0;
    fc.assert(
      fc.property(block, (text) => {
        const found = readAsWritten(text);
        if (found) taken += 1;
        expect(found ?? parse(text)).toEqual(parse(text));
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it('reads what devices send without help', () => {
    const rows = '[[1767258000000,245,91,148,9.812,12543.07,412.4,-1.5,21,47.3769001,8.5417]]';
    expect(readAsWritten(recordOf(12, rows))).toEqual(parse(recordOf(12, rows)));
  });

  it('takes nothing of what was damaged, where JSON.parse would not', () => {
    fc.assert(
      fc.property(
        block,
        fc.nat(),
        fc.integer({ min: 0, max: 2 }),
        fc.string({ maxLength: 2, unit: 'binary' }),
        (text, where, cut, put) => {
          const at = where % text.length;
          const damaged = text.slice(0, at) + put + text.slice(at + cut);
          const found = readAsWritten(damaged);
          if (found) expect(found).toEqual(parse(damaged));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('leaves the points as they were when it takes nothing', () => {
    const points = new PackedPoints();
    points.add([1, 100], 0);
    expect(readBlockAsWritten(recordOf(1, '[[2,100]]') + recordOf(2, '[[3,100'), points)).toBeNull();
    expect(readBlockAsWritten('', points)).toBeNull();
    expect(points.count).toBe(1);
  });
});
