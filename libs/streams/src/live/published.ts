import { type TelemetryRow } from '#telemetry';

import { batchMessages, type StreamEntry } from '../stream-entry';

const POINTS = 'points\n';

/**
 * What the script that appends publishes: one message (id, author and text, a line each, the text to the end), or the
 * points of a batch (the id of the last, and JSON of their rows).
 */
export function readPublished(payload: string): StreamEntry[] {
  const batch = payload.startsWith(POINTS);
  const body = batch ? payload.slice(POINTS.length) : payload;
  const idEnd = body.indexOf('\n');
  const id = body.slice(0, idEnd);
  if (batch) return batchMessages(id, JSON.parse(body.slice(idEnd + 1)) as TelemetryRow[]);
  const authorEnd = body.indexOf('\n', idEnd + 1);
  const author = body.slice(idEnd + 1, authorEnd);
  return [{ id, message: body.slice(authorEnd + 1), ...(author !== '' && { author }) }];
}
