import { readLogEntry, subjectOf, UnreadableEntryError, UnreadableRecordError } from './log-entry';

const ID = '0123456789abcdef01234567';
const record = (sequence: number, rows: string): string =>
  `["${ID}","ride","${ID}",${sequence},"1700000000000-${sequence}",${rows}],\n`;
const read = (...records: string[]) => readLogEntry(['block', records.join('')]);

describe('readLogEntry', () => {
  it('reads the records of a block, in order', () => {
    expect(read(record(1, '[[1,200],[2,null,90.5]]'), record(2, '[[3]]'))).toEqual([
      {
        ...{ streamId: ID, streamName: 'ride', userId: ID, sequence: 1, lastEntryId: '1700000000000-1' },
        rows: [
          [1, 200],
          [2, null, 90.5],
        ],
      },
      expect.objectContaining({ sequence: 2, rows: [[3]] }),
    ]);
  });

  it('reads an entry of one record, as they were before there were blocks', () => {
    expect(readLogEntry(['head', `${ID} ride ${ID} 7 1700000000000-7`, 'rows', '[[1,200]]'])).toEqual([
      expect.objectContaining({ streamName: 'ride', sequence: 7, lastEntryId: '1700000000000-7', rows: [[1, 200]] }),
    ]);
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
