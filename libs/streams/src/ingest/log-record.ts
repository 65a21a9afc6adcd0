import { type TelemetryRow } from '#telemetry';

/** One record of an ingest log: the new points of one request, of one stream. */
export interface LogRecord {
  streamId: string;
  streamName: string;
  userId: string;
  /** Counts the records of the stream, from 1. */
  sequence: number;
  /** Of its last message the two parts of the id: when it arrived, unix ms, and its number within that. */
  arrival: number;
  ordinal: number;
  rows: TelemetryRow[];
}
