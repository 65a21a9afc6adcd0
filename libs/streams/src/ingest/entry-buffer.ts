import { arrivalOf } from '../entry-id';
import { type LogRecord } from './log-entry';
import { PackedPoints } from './packed-points';

/** Records of one stream whose numbers follow each other. */
export interface SequenceRun {
  first: number;
  last: number;
  /** Id of the last message of the last of them. */
  lastEntryId: string;
}

/** The points of one stream that wait to be written. */
export interface GatheredStream {
  streamId: string;
  streamName: string;
  userId: string;
  firstLogId: string;
  lastLogId: string;
  runs: SequenceRun[];
  /** Places of its points among those of all streams, in order of arrival. */
  places: number[];
}

/** What was read of an ingest log, gathered by stream. */
export class EntryBuffer {
  readonly streams = new Map<string, GatheredStream>();
  /** In the order of arrival. */
  readonly logIds = new Set<string>();
  /** Of all streams. */
  readonly packed = new PackedPoints();
  records = 0;
  /** When the oldest of them was taken, unix ms. */
  since = 0;

  get points(): number {
    return this.packed.count;
  }

  /** Takes an entry once, however often it comes. */
  add(logId: string, records: readonly LogRecord[]): void {
    if (this.logIds.has(logId)) return;
    if (this.logIds.size === 0) this.since = Date.now();
    this.logIds.add(logId);
    this.records += records.length;
    for (const record of records) this.gather(logId, record);
  }

  private gather(logId: string, { streamId, streamName, userId, sequence, lastEntryId, rows }: LogRecord): void {
    let stream = this.streams.get(streamId);
    if (!stream) {
      stream = { streamId, streamName, userId, firstLogId: logId, lastLogId: logId, runs: [], places: [] };
      this.streams.set(streamId, stream);
    }
    stream.lastLogId = logId;
    const run = stream.runs.at(-1);
    if (run?.last === sequence - 1) {
      run.last = sequence;
      run.lastEntryId = lastEntryId;
    } else stream.runs.push({ first: sequence, last: sequence, lastEntryId });
    const arrival = arrivalOf(lastEntryId);
    for (const row of rows) stream.places.push(this.packed.add(row, arrival));
  }
}
