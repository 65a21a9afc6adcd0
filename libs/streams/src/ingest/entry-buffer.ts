import { readLogEntry } from './log-entry';
import { type LogRecord } from './log-record';
import { PackedPoints } from './packed-points';

/** Records of one stream whose numbers follow each other. */
export interface SequenceRun {
  first: number;
  last: number;
  /** The two parts of the id of the last message of the last of them. */
  arrival: number;
  ordinal: number;
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
  records = 0;
  /** When the oldest of them was taken, unix ms. */
  since = 0;

  /** @param packed where the points of all streams are put; what it held is forgotten */
  constructor(readonly packed = new PackedPoints()) {
    packed.count = 0;
  }

  get points(): number {
    return this.packed.count;
  }

  /**
   * Takes an entry once, however often it comes.
   * @throws UnreadableEntryError, UnreadableRecordError; then nothing of it was taken
   */
  add(logId: string, fields: readonly string[]): void {
    if (this.logIds.has(logId)) return;
    const records = readLogEntry(fields, this.packed);
    if (this.logIds.size === 0) this.since = Date.now();
    this.logIds.add(logId);
    this.records += records.length;
    for (const record of records) this.gather(logId, record);
  }

  private gather(logId: string, record: LogRecord): void {
    let stream = this.streams.get(record.streamId);
    if (!stream) {
      stream = beginning(logId, record);
      this.streams.set(stream.streamId, stream);
    }
    stream.lastLogId = logId;
    const { sequence, arrival, ordinal, place, points } = record;
    const run = stream.runs.at(-1);
    if (run?.last === sequence - 1) {
      run.last = sequence;
      run.arrival = arrival;
      run.ordinal = ordinal;
    } else stream.runs.push({ first: sequence, last: sequence, arrival, ordinal });
    for (let point = place; point < place + points; point += 1) stream.places.push(point);
  }
}

function beginning(logId: string, { streamId, streamName, userId }: LogRecord): GatheredStream {
  return {
    streamId: copied(streamId),
    streamName: copied(streamName),
    userId: copied(userId),
    firstLogId: logId,
    lastLogId: logId,
    runs: [],
    places: [],
  };
}

/** What is cut out of a block holds all of it in memory. */
const copied = (text: string): string => Buffer.from(text).toString();
