import { type TelemetryRow } from '#telemetry';

import { isEntryId } from '../entry-id';
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

/**
 * Two fields, because every field costs the reader more than what is in it: `head` (id and name of the stream, owner, sequence,
 * id of the last message, a space between) and `rows` (JSON).
 * @throws UnreadableEntryError naming what is wrong
 */
export function readLogEntry(logId: string, fields: readonly string[]): LogEntry {
  const head = field(fields, 'head');
  const rows = field(fields, 'rows');
  if (head === undefined) throw new UnreadableEntryError('field head is missing');
  if (rows === undefined) throw new UnreadableEntryError('field rows is missing');
  const [streamId = '', streamName = '', userId = '', sequence = '', lastEntryId = '', ...more] = head.split(' ');
  if (!OBJECT_ID.test(streamId)) throw new UnreadableEntryError('field head names no stream');
  if (streamName === '') throw new UnreadableEntryError('field head has no name');
  if (!OBJECT_ID.test(userId)) throw new UnreadableEntryError('field head names no owner');
  if (!/^\d{1,15}$/.test(sequence)) throw new UnreadableEntryError('field head has no sequence number');
  if (!isEntryId(lastEntryId) || more.length > 0) throw new UnreadableEntryError('field head does not end with an id');
  return { logId, streamId, streamName, userId, sequence: Number(sequence), lastEntryId, rows: readRows(rows) };
}

/** Whose entry this is, as far as it tells. */
export function subjectOf(fields: readonly string[]): { streamName: string | null; owner: string | null } {
  const [, streamName = null, owner = null] = field(fields, 'head')?.split(' ') ?? [];
  return { streamName, owner };
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
