import { type TelemetryRow } from '#telemetry';

import { field } from '../stream-entry';

/** One entry of an ingest log: the new points of one request, of one stream. */
export interface LogEntry {
  logId: string;
  streamId: string;
  streamName: string;
  userId: string;
  /** Counts the log entries of the stream, from 1. */
  sequence: number;
  lastEntryId: string;
  rows: TelemetryRow[];
}

/** An entry that cannot be read; the message is the reason that its dead letter carries. */
export class UnreadableEntryError extends Error {}

const OBJECT_ID = /^[0-9a-f]{24}$/;

/** @throws UnreadableEntryError naming what is wrong */
export function readLogEntry(logId: string, fields: readonly string[]): LogEntry {
  const text = (name: string): string => {
    const value = field(fields, name);
    if (value === undefined) throw new UnreadableEntryError(`field ${name} is missing`);
    return value;
  };
  const entry = {
    logId,
    streamId: text('stream'),
    streamName: text('name'),
    userId: text('owner'),
    sequence: Number(text('sequence')),
    lastEntryId: text('last'),
    rows: readRows(text('rows')),
  };
  if (!OBJECT_ID.test(entry.streamId)) throw new UnreadableEntryError('field stream is no id');
  if (!OBJECT_ID.test(entry.userId)) throw new UnreadableEntryError('field owner is no id');
  if (!Number.isSafeInteger(entry.sequence)) throw new UnreadableEntryError('field sequence is no whole number');
  return entry;
}

function readRows(text: string): TelemetryRow[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw new UnreadableEntryError('field rows is no JSON');
  }
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every(isRow))
    throw new UnreadableEntryError('field rows holds no points');
  return rows;
}

const isRow = (row: unknown): row is TelemetryRow =>
  Array.isArray(row) && typeof row[0] === 'number' && row.every((value) => value === null || typeof value === 'number');
