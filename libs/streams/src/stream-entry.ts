import { rowToPoint, type TelemetryRow } from '#telemetry';

import { arrivalOf, ordinalOf } from './entry-id';

/** One message of a stream as viewers get it. */
export interface StreamEntry {
  id: string;
  message: string;
  author?: string;
}

/** An entry as Redis has it: a message, perhaps with the row of its point, or the rows of a batch. */
export type RawStreamEntry = [id: string, fields: string[]];

/** The messages of an entry, in order. Those of a batch have ids of their own, which end with the id of the entry. */
export function messagesOf([id, fields]: RawStreamEntry): StreamEntry[] {
  const rows = field(fields, 'points');
  if (rows !== undefined) return batchMessages(id, JSON.parse(rows) as TelemetryRow[]);
  const author = field(fields, 'author');
  return [{ id, message: field(fields, 'message') ?? '', ...(author !== undefined && { author }) }];
}

/** The points of a batch, as the messages that they would have been. */
export function batchMessages(lastId: string, rows: readonly TelemetryRow[]): StreamEntry[] {
  const arrival = arrivalOf(lastId);
  const first = ordinalOf(lastId) - rows.length + 1;
  return rows.map((row, index) => ({
    id: `${arrival}-${first + index}`,
    message: JSON.stringify({ dataType: 'workout_metrics', ...rowToPoint(row) }),
  }));
}

/** The points of an entry; none for a message without. */
export function rowsOf([, fields]: RawStreamEntry): TelemetryRow[] {
  const rows = field(fields, 'points');
  if (rows !== undefined) return JSON.parse(rows) as TelemetryRow[];
  const row = field(fields, 'point');
  return row === undefined ? [] : [JSON.parse(row) as TelemetryRow];
}

export const hasPoints = ([, fields]: RawStreamEntry): boolean =>
  field(fields, 'points') !== undefined || field(fields, 'point') !== undefined;

export function field(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) if (fields[index] === name) return fields[index + 1];
  return undefined;
}
