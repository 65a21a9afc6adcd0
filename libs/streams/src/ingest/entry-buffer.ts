import { CHANNELS, type TelemetryColumns } from '#telemetry';

import { arrivalOf } from '../entry-id';
import { type LogEntry } from './log-entry';

/** Numbers a point: its timestamp, every channel, its arrival. */
const WIDTH = CHANNELS.length + 2;

/** The points of one stream that wait to be written. */
export interface GatheredStream {
  streamId: string;
  streamName: string;
  userId: string;
  firstLogId: string;
  lastLogId: string;
  points: number;
  /** Sequence number and last entry id of each log entry, in turn. */
  marks: (string | number)[];
  /** {@link WIDTH} numbers a point, NaN for what is missing: a tenth of what rows as they came would hold. */
  cells: number[];
}

/** Log entries gathered by stream, packed: a worker with a long way to catch up holds many of them at a time. */
export class EntryBuffer {
  readonly streams = new Map<string, GatheredStream>();
  /** In the order of arrival. */
  readonly logIds = new Set<string>();
  points = 0;
  /** When the oldest of them was taken, unix ms. */
  since = 0;

  get size(): number {
    return this.logIds.size;
  }

  /** Takes an entry once, however often it comes. */
  add(entry: LogEntry): void {
    const { logId, streamId, sequence, lastEntryId, rows } = entry;
    if (this.logIds.has(logId)) return;
    if (this.logIds.size === 0) this.since = Date.now();
    this.logIds.add(logId);
    let stream = this.streams.get(streamId);
    if (!stream) {
      const { streamName, userId } = entry;
      stream = { streamId, streamName, userId, firstLogId: logId, lastLogId: logId, points: 0, marks: [], cells: [] };
      this.streams.set(streamId, stream);
    }
    stream.lastLogId = logId;
    stream.marks.push(sequence, lastEntryId);
    const arrival = arrivalOf(lastEntryId);
    for (const row of rows) {
      for (let cell = 0; cell < WIDTH - 1; cell += 1) stream.cells.push(row[cell] ?? NaN);
      stream.cells.push(arrival);
    }
    stream.points += rows.length;
    this.points += rows.length;
  }
}

/** The points of a stream as columns, in the order of the log. */
export function toColumns({ points, cells }: GatheredStream): TelemetryColumns & { arrivals: Float64Array } {
  const column = (cell: number): Float64Array => {
    const values = new Float64Array(points);
    for (let point = 0; point < points; point += 1) values[point] = cells[point * WIDTH + cell] ?? NaN;
    return values;
  };
  const channels: TelemetryColumns['channels'] = {};
  CHANNELS.forEach((channel, index) => {
    const values = column(index + 1);
    if (values.some((value) => !Number.isNaN(value))) channels[channel] = values;
  });
  return { timestamps: column(0), channels, arrivals: column(WIDTH - 1) };
}
