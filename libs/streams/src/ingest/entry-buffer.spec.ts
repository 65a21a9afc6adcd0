import { rowsToColumns, type TelemetryRow } from '#telemetry';

import { EntryBuffer, type GatheredStream, toColumns } from './entry-buffer';
import { type LogEntry } from './log-entry';

const entry = (logId: string, streamId: string, sequence: number, rows: TelemetryRow[]): LogEntry => ({
  ...{ logId, streamId, streamName: `name of ${streamId}`, userId: 'rider', sequence, rows },
  lastEntryId: `${1_000 + sequence}-0`,
});

describe('EntryBuffer', () => {
  it('gathers by stream, in the order of the log, what rows hold', () => {
    const [one, two]: TelemetryRow[][] = [
      [
        [5_000, 200, null, 140.5],
        [4_000, 0],
      ],
      [[6_000, null, null, null, null, null, -12.25]],
    ];
    const buffer = new EntryBuffer();
    buffer.add(entry('1-0', 'a', 1, one ?? []));
    buffer.add(entry('1-1', 'b', 1, [[9_000]]));
    buffer.add(entry('2-0', 'a', 2, two ?? []));
    expect([buffer.size, buffer.points, [...buffer.logIds]]).toEqual([3, 4, ['1-0', '1-1', '2-0']]);
    const gathered = buffer.streams.get('a') as GatheredStream;
    expect(gathered).toMatchObject({
      firstLogId: '1-0',
      lastLogId: '2-0',
      points: 3,
      marks: [1, '1001-0', 2, '1002-0'],
    });
    expect(toColumns(gathered)).toEqual(rowsToColumns([...(one ?? []), ...(two ?? [])], [1_001, 1_001, 1_002]));
    expect(toColumns(buffer.streams.get('b') as GatheredStream)).toEqual(rowsToColumns([[9_000]], [1_001]));
  });

  it('takes an entry once', () => {
    const buffer = new EntryBuffer();
    for (let time = 0; time < 3; time += 1) buffer.add(entry('1-0', 'a', 1, [[1_000, 100]]));
    expect([buffer.size, buffer.points, buffer.streams.get('a')?.points]).toEqual([1, 1, 1]);
  });

  it('leaves out cells that it does not know', () => {
    const buffer = new EntryBuffer();
    buffer.add(entry('1-0', 'a', 1, [[1_000, ...Array<number>(20).fill(7)], [2_000]]));
    const { timestamps, channels, arrivals } = toColumns(buffer.streams.get('a') as GatheredStream);
    expect([[...timestamps], [...arrivals], Object.keys(channels).length]).toEqual([
      [1_000, 2_000],
      [1_001, 1_001],
      10,
    ]);
  });
});
