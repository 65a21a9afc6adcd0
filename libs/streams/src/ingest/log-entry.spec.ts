import { columnsToPoints } from '#telemetry';

import { chunksOf } from '../../test/chunks-of';
import { described } from '../../test/described';
import { Gatherer } from './gatherer';
import { readLogEntry, subjectOf, UnreadableEntryError, UnreadableRecordError } from './log-entry';

const ID = '0123456789abcdef01234567';
const record = (sequence: number, rows: string): string =>
  `["${ID}","ride","${ID}",${sequence},"1700000000000-${sequence}",${rows}],\n`;
const readFields = (fields: string[]) => {
  const gatherer = new Gatherer();
  const records = readLogEntry(
    fields.map((text) => Buffer.from(text)),
    gatherer,
    0,
  );
  gatherer.nameEntry(0, '1-0');
  return {
    records,
    streams: described(gatherer, gatherer.streams),
    points: chunksOf(gatherer).flatMap(({ columns }) => columnsToPoints(columns)),
  };
};
const read = (...records: string[]) => readFields(['block', records.join('')]);

describe('readLogEntry', () => {
  it('reads the records of a block, in order', () => {
    const { records, streams, points } = read(record(1, '[[1,200],[2,null,90.5]]'), record(2, '[[3]]'));
    expect(records).toBe(2);
    expect(streams).toMatchObject([
      {
        streamId: ID,
        streamName: 'ride',
        runs: [{ first: 1, last: 2, mark: '2 1700000000000-2' }],
      },
    ]);
    expect(points).toEqual([
      { timestamp: 1, power: 200, cadence: null },
      { timestamp: 2, power: null, cadence: 90.5 },
      { timestamp: 3, power: null, cadence: null },
    ]);
  });

  it('reads a block in any way that JSON can be written', () => {
    const rows = '[[1e3,-2.5E-3,null],[1.7976931348623157e308,0.1234567890123456789],[1,2,3,4,5,6,7,8,9,10,11,12]]';
    const spaced = record(1, rows)
      .replaceAll(',', ' , ')
      .replace(/ , \n$/, ',\n');
    expect(read(spaced)).toEqual(read(record(1, rows)));
    expect(read(spaced).points[1]).toMatchObject({ timestamp: 1.7976931348623157e308, power: 0.1234567890123456789 });
  });

  it('reads an entry of one record, as they were before there were blocks', () => {
    const { streams, points } = readFields(['head', `${ID} ride ${ID} 7 1700000000000-7`, 'rows', '[[1,200]]']);
    expect(streams).toMatchObject([
      { streamName: 'ride', runs: [{ first: 7, last: 7, mark: expect.stringMatching(/^7 \d+-7$/) }] },
    ]);
    expect(points).toEqual([{ timestamp: 1, power: 200 }]);
  });

  it.each([
    ['that is no JSON', record(1, '[[1,200')],
    ['that is two', record(1, '[[1]]').replace('\n', record(2, '[[2]]'))],
    ['that only with the next one is JSON', `["${ID}","ride","${ID}",1,"1-0",[[1],\n[2]]],\n`],
    ['without points', record(1, '[]')],
    ['with a value that is no number', record(1, '[[1,"200"]]')],
    ['without a number', record(1, '[[1]]').replace(',1,', ',null,')],
    ['whose owner is none', record(1, '[[1]]').replace(`"ride","${ID}"`, '"ride","nobody"')],
    ['that is something else', '{"a":1},\n'],
    ['that is cut off', record(1, '[[1]]').slice(0, -1)],
  ])('does not guess about a record %s', (_, damaged) => {
    expect(() => read(damaged)).toThrow();
    expect(() => read(record(3, '[[3]]'), damaged, record(4, '[[4]]'))).toThrow(UnreadableRecordError);
  });

  it.each(['', ',\n', 'x', record(1, '[[1]'), record(1, '[[1]]').slice(0, -2)])(
    'gives up a block with nothing else in it (%j)',
    (text) => expect(() => read(text)).toThrow(UnreadableEntryError),
  );
});

it('knows whose entry it is, as far as it tells', () => {
  expect(subjectOf(['block', record(1, '[[1]]') + record(2, '[[2]')])).toEqual({ streamName: 'ride', owner: ID });
  expect(subjectOf(['head', `x other ${ID}`])).toEqual({ streamName: 'other', owner: ID });
  expect(subjectOf(['block', '["x",1'])).toEqual({ streamName: null, owner: null });
  expect(subjectOf([])).toEqual({ streamName: null, owner: null });
});
