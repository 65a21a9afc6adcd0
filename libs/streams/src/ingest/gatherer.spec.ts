import fc from 'fast-check';

import { type TelemetryColumns, decodeTelemetry } from '#telemetry';

import { type Described, described } from '../../test/described';
import { type GatheredStream, Gatherer } from './gatherer';
import { readLogEntry } from './log-entry';

const ID = '0123456789abcdef01234567';
const recordOf = (sequence: number, rows: string): string =>
  `["${ID}","ride-7","${ID}",${sequence},"1700000000000-${sequence}",${rows}],\n`;

type Reading = {
  records: number;
  streams: GatheredStream[];
  described: Described[];
  columns: TelemetryColumns[];
} | null;

function readBy(read: (gatherer: Gatherer) => number): Reading {
  const gatherer = new Gatherer();
  try {
    const records = read(gatherer);
    const streams = gatherer.streams(['1-0']);
    const columns = streams.map((stream) => decodeTelemetry(gatherer.encode(stream)));
    return records > 0 ? { records, streams, described: described(gatherer, streams.length), columns } : null;
  } catch {
    return null;
  }
}

/** With a blank at its end a block is not as it was written, and is parsed as any JSON is. */
const parse = (block: string): Reading => {
  const fields = ['block', block.replace(/,\n$/, ' ,\n')].map((text) => Buffer.from(text));
  return readBy((gatherer) => readLogEntry(fields, gatherer, 0));
};
const readAsWritten = (block: string): Reading => readBy((gatherer) => gatherer.addBlock(Buffer.from(block), 0));

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

describe('Gatherer.addBlock', () => {
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
    const gatherer = new Gatherer();
    expect(gatherer.addBlock(Buffer.from(recordOf(1, '[[1,100]]')), 0)).toBe(1);
    expect(gatherer.addBlock(Buffer.from(recordOf(1, '[[2,100]]') + recordOf(2, '[[3,100')), 1)).toBe(0);
    expect(gatherer.addBlock(Buffer.alloc(0), 1)).toBe(0);
    expect(gatherer.streams(['1-0'])).toMatchObject([{ points: 1 }]);
    expect(described(gatherer, 1)).toMatchObject([{ runs: [{ first: 1, last: 1 }] }]);
  });
});
