import { rowsToColumns, type TelemetryRow } from '#telemetry';

import { chunksOf } from '../../test/chunks-of';
import { described } from '../../test/described';
import { EntryBuffer } from './entry-buffer';
import { UnreadableRecordError } from './log-entry';

const [a, b, rider] = ['a', 'b', 'c'].map((letter) => letter.repeat(24)) as [string, string, string];
const record = (streamId: string, sequence: number, rows: TelemetryRow[], name = `name-of-${streamId}`): string =>
  `["${streamId}","${name}","${rider}",${sequence},"${1_000 + sequence}-${sequence}",${JSON.stringify(rows)}],\n`;
const block = (...records: string[]): Buffer[] => [Buffer.from('block'), Buffer.from(records.join(''))];
/** With a blank in it, a block is not as the service writes it, and is parsed as any JSON is. */
const spaced = (...records: string[]): Buffer[] => block(records.join('').replace(/,\n$/, ' ,\n'));
const chunksIn = (buffer: EntryBuffer) => chunksOf(buffer.gatherer);

describe.each([
  ['as the service writes it', block],
  ['as JSON can be', spaced],
])('EntryBuffer, with what is written %s', (_, written) => {
  it('gathers by stream, in the order of the log, what rows hold and when they arrived', () => {
    const buffer = new EntryBuffer();
    buffer.add('1-0', written(record(a, 1, [[5_000, 200], [4_000]]), record(b, 1, [[9_000]])));
    buffer.add('2-0', written(record(a, 2, [[6_000, null, -12.25]])));
    expect([buffer.records, buffer.points, [...buffer.logIds]]).toEqual([3, 4, ['1-0', '2-0']]);
    const [one, two] = chunksIn(buffer);
    const rows = [[5_000, 200], [4_000], [6_000, null, -12.25]];
    expect(one).toEqual({
      ...{ _id: expect.stringMatching(/^[0-9a-f]{24}$/), createdAt: expect.any(Date), streamId: a, userId: rider },
      ...{ firstLogId: '1-0', lastLogId: '2-0', points: 3, columns: rowsToColumns(rows, [1_001, 1_001, 1_002]) },
    });
    expect(two).toMatchObject({ streamId: b, firstLogId: '1-0', lastLogId: '1-0', points: 1 });
    expect(two?.columns).toEqual(rowsToColumns([[9_000]], [1_001]));
    expect(described(buffer.gatherer, 2)).toEqual([
      { streamId: a, streamName: `name-of-${a}`, runs: [{ first: 1, last: 2, mark: '2 1002-2' }] },
      { streamId: b, streamName: `name-of-${b}`, runs: [{ first: 1, last: 1, mark: '1 1001-1' }] },
    ]);
  });

  it('holds thousands of points, whatever their rows hold', () => {
    const buffer = new EntryBuffer();
    const rows = Array.from({ length: 5_000 }, (_, index) => [index, ...Array<number>(index % 15).fill(index)]);
    buffer.add('1-0', written(record(a, 1, rows)));
    const { timestamps, channels } = chunksIn(buffer)[0]?.columns ?? { channels: {} };
    expect(timestamps).toEqual(Float64Array.from(rows.keys()));
    expect(Object.keys(channels)).toHaveLength(10);
    expect(channels.lng?.[4_990]).toBe(4_990);
    expect(channels.lng?.[4_989]).toBe(NaN);
  });

  it('tells thousands of streams apart, entry by entry', () => {
    const buffer = new EntryBuffer();
    const idOf = (stream: number): string => (0xabcdef * 1_000 + stream).toString(16).padStart(24, '0');
    const streams = [...Array(3_000).keys()];
    for (const entry of [1, 2, 3]) {
      const ofAll = streams.map((stream) => record(idOf(stream), entry, [[entry, stream, entry]]));
      buffer.add(`${entry}-0`, written(...ofAll));
    }
    const chunks = chunksIn(buffer);
    expect(chunks.map(({ streamId }) => streamId)).toEqual(streams.map(idOf));
    expect(new Set(chunks.map(({ _id }) => _id)).size).toBe(3_000);
    for (const stream of [0, 1_234, 2_999]) {
      expect(chunks[stream]).toMatchObject({ firstLogId: '1-0', lastLogId: '3-0', points: 3 });
      expect(chunks[stream]?.columns.channels.power).toEqual(Float64Array.of(stream, stream, stream));
    }
  });

  it('keeps numbers apart that do not follow each other', () => {
    const buffer = new EntryBuffer();
    const numbers = [1, 2, 5, 6, 4, 3];
    buffer.add('1-0', written(...numbers.map((sequence) => record(a, sequence, [[sequence]]))));
    const runs = described(buffer.gatherer, 1)[0]?.runs.map(({ first, mark }) => [first, mark]);
    expect(runs).toEqual([
      [1, '2 1002-2'],
      [5, '6 1006-6'],
      [4, '4 1004-4'],
      [3, '3 1003-3'],
    ]);
  });

  it('takes an entry once', () => {
    const buffer = new EntryBuffer();
    for (let time = 0; time < 3; time += 1) buffer.add('1-0', written(record(a, 1, [[1_000, 100]])));
    expect([buffer.logIds.size, buffer.records, buffer.points]).toEqual([1, 1, 1]);
  });

  it('takes nothing of an entry with a damaged record', () => {
    const buffer = new EntryBuffer();
    buffer.add('1-0', written(record(b, 1, [[1_000, 100]])));
    const damaged = written(record(a, 1, [[1_000, 100]]), record(a, 2, [[2_000, 100]]).replace('100', '1OO'));
    expect(() => buffer.add('2-0', damaged)).toThrow(UnreadableRecordError);
    expect([buffer.logIds.size, buffer.records, buffer.points, buffer.gatherer.streams]).toEqual([1, 1, 1, 1]);
  });

  it('knows names in any script', () => {
    const buffer = new EntryBuffer();
    buffer.add('1-0', written(record(a, 1, [[1]], 'Große Runde 🚴'), record(b, 1, [[1]], 'short')));
    expect(described(buffer.gatherer, 2).map(({ streamName }) => streamName)).toEqual(['Große Runde 🚴', 'short']);
  });

  it('is as good as new for the next flush, and small again after a large one', () => {
    const first = new EntryBuffer();
    const rows = Array.from({ length: 60_000 }, (_, second) => [second]);
    first.add('1-0', written(record(a, 1, rows), record(b, 1, [[7]])));
    const second = new EntryBuffer(first.gatherer);
    expect([second.points, second.gatherer.streams]).toEqual([0, 0]);
    second.add('2-0', written(record(b, 2, [[8]])));
    const chunks = chunksIn(second);
    expect(chunks).toMatchObject([{ streamId: b, firstLogId: '2-0', points: 1 }]);
    expect(chunks[0]?.columns).toEqual(rowsToColumns([[8]], [1_002]));
  });
});
