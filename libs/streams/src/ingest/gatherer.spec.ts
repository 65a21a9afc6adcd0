import fc from 'fast-check';

import { chunksOf, type WrittenChunk } from '../../test/chunks-of';
import { type Described, described } from '../../test/described';
import { Gatherer } from './gatherer';
import { readLogEntry } from './log-entry';

const ID = '0123456789abcdef01234567';
const recordOf = (sequence: number, rows: string): string =>
  `["${ID}","ride-7","${ID}",${sequence},"1700000000000-${sequence}",${rows}],\n`;

type Reading = {
  records: number;
  described: Described[];
  chunks: Omit<WrittenChunk, '_id' | 'createdAt'>[];
} | null;

function readBy(read: (gatherer: Gatherer) => number): Reading {
  const gatherer = new Gatherer();
  try {
    const records = read(gatherer);
    gatherer.nameEntry(0, '1-0');
    const chunks = chunksOf(gatherer).map(({ _id, createdAt: _createdAt, ...chunk }) => chunk);
    return records > 0 ? { records, described: described(gatherer, gatherer.streams), chunks } : null;
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
    expect(gatherer.streams).toBe(1);
    expect(described(gatherer, 1)).toMatchObject([{ runs: [{ first: 1, last: 1 }] }]);
  });
});

describe('Gatherer.chunks', () => {
  const idOf = (stream: number): string => stream.toString(16).padStart(24, '0');
  const gathered = (streams: number, points: number, logId = '1790000000000-12'): Gatherer => {
    const gatherer = new Gatherer();
    for (let stream = 0; stream < streams; stream += 1) {
      // Nothing that could be compressed: what is inserted at once is full after a few streams.
      const rows = Array.from({ length: points }, (_, second) => [
        second * 1_000,
        ...Array.from({ length: 9 }, Math.random),
      ]);
      const names = { streamId: idOf(stream), userId: ID, streamName: 'ride' };
      gatherer.addRecord({ ...names, sequence: 1, arrival: 1_000, ordinal: 0, rows }, 0);
    }
    gatherer.nameEntry(0, logId);
    return gatherer;
  };

  it('gives what is too much for one command in parts', () => {
    const gatherer = gathered(12, 10_000);
    const parts = Array.from(gatherer.chunks(), ({ bson, chunks }) => ({ bytes: bson.length, chunks }));
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map(({ bytes }) => bytes))).toBeLessThan(8 * 2 ** 20);
    expect(parts.reduce((sum, { chunks }) => sum + chunks, 0)).toBe(12);
    expect(chunksOf(gatherer).map(({ streamId }) => streamId)).toEqual([...Array(12).keys()].map(idOf));
  });

  it('gives each chunk an id of its own, made now, every time', () => {
    const [one, two] = [gathered(300, 1), gathered(300, 1)];
    const ids = [one, one, two].flatMap(chunksOf).map(({ _id }) => _id);
    expect(new Set(ids).size).toBe(900);
    const seconds = ids.map((id) => parseInt(id.slice(0, 8), 16) - Date.now() / 1_000);
    expect(Math.max(...seconds.map(Math.abs))).toBeLessThan(60);
  });

  it('knows ids of log entries as long as Redis can make them', () => {
    const longest = '18446744073709551615-18446744073709551615';
    expect(chunksOf(gathered(1, 1, longest))).toMatchObject([{ firstLogId: longest, lastLogId: longest }]);
  });
});
