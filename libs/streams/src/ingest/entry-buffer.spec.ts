import { rowsToColumns, type TelemetryRow } from '#telemetry';

import { EntryBuffer } from './entry-buffer';
import { UnreadableRecordError } from './log-entry';

const [a, b, rider] = ['a', 'b', 'c'].map((letter) => letter.repeat(24)) as [string, string, string];
const record = (streamId: string, sequence: number, rows: TelemetryRow[]): string =>
  `["${streamId}","name-of-${streamId}","${rider}",${sequence},"${1_000 + sequence}-${sequence}",${JSON.stringify(rows)}],\n`;
const block = (...records: string[]): string[] => ['block', records.join('')];

describe('EntryBuffer', () => {
  it('gathers by stream, in the order of the log, what rows hold and when they arrived', () => {
    const buffer = new EntryBuffer();
    buffer.add('1-0', block(record(a, 1, [[5_000, 200], [4_000]]), record(b, 1, [[9_000]])));
    buffer.add('2-0', block(record(a, 2, [[6_000, null, -12.25]])));
    expect([buffer.records, buffer.points, [...buffer.logIds]]).toEqual([3, 4, ['1-0', '2-0']]);
    const [one, two] = [...buffer.streams.values()];
    expect(one).toMatchObject({
      ...{ streamId: a, streamName: `name-of-${a}`, userId: rider, firstLogId: '1-0', lastLogId: '2-0' },
      runs: [{ first: 1, last: 2, arrival: 1_002, ordinal: 2 }],
    });
    expect(two).toMatchObject({ streamId: b, firstLogId: '1-0', lastLogId: '1-0' });
    const rows = [[5_000, 200], [4_000], [6_000, null, -12.25]];
    expect(buffer.packed.columns(one?.places ?? [])).toEqual(rowsToColumns(rows, [1_001, 1_001, 1_002]));
    expect(buffer.packed.columns(two?.places ?? [])).toEqual(rowsToColumns([[9_000]], [1_001]));
  });

  it('holds thousands of points, whatever their rows hold', () => {
    const buffer = new EntryBuffer();
    const rows = Array.from({ length: 5_000 }, (_, index) => [index, ...Array<number>(index % 15).fill(index)]);
    buffer.add('1-0', block(record(a, 1, rows)));
    const { timestamps, channels } = buffer.packed.columns(buffer.streams.get(a)?.places ?? []);
    expect(timestamps).toEqual(Float64Array.from(rows.keys()));
    expect(Object.keys(channels)).toHaveLength(10);
    expect(channels.lng?.[4_990]).toBe(4_990);
    expect(channels.lng?.[4_989]).toBe(NaN);
  });

  it('keeps numbers apart that do not follow each other', () => {
    const buffer = new EntryBuffer();
    const numbers = [1, 2, 5, 6, 4, 3];
    buffer.add('1-0', block(...numbers.map((sequence) => record(a, sequence, [[sequence]]))));
    const runs = buffer.streams.get(a)?.runs.map(({ first, last, ordinal }) => [first, last, ordinal]);
    expect(runs).toEqual([
      [1, 2, 2],
      [5, 6, 6],
      [4, 4, 4],
      [3, 3, 3],
    ]);
  });

  it('takes an entry once', () => {
    const buffer = new EntryBuffer();
    for (let time = 0; time < 3; time += 1) buffer.add('1-0', block(record(a, 1, [[1_000, 100]])));
    expect([buffer.logIds.size, buffer.records, buffer.points]).toEqual([1, 1, 1]);
  });

  it('takes nothing of an entry with a damaged record', () => {
    const buffer = new EntryBuffer();
    const damaged = block(record(a, 1, [[1_000, 100]]), record(a, 2, [[2_000, 100]]).replace('100', '1OO'));
    expect(() => buffer.add('1-0', damaged)).toThrow(UnreadableRecordError);
    expect([buffer.logIds.size, buffer.records, buffer.points, buffer.streams.size]).toEqual([0, 0, 0, 0]);
  });
});
