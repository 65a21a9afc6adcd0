import { pointText, type StreamEntry } from '../stream-reader';

const POINTS = 'points\n';

/**
 * What the script that appends publishes: one message (id, author and text, a line each, the text to the end), or the
 * points of a batch, a line each: id, space, row.
 */
export function readPublished(payload: string): StreamEntry[] {
  if (payload.startsWith(POINTS)) return payload.slice(POINTS.length).split('\n').map(toPointEntry);
  const idEnd = payload.indexOf('\n');
  const authorEnd = payload.indexOf('\n', idEnd + 1);
  const author = payload.slice(idEnd + 1, authorEnd);
  return [{ id: payload.slice(0, idEnd), message: payload.slice(authorEnd + 1), ...(author !== '' && { author }) }];
}

function toPointEntry(line: string): StreamEntry {
  const idEnd = line.indexOf(' ');
  return { id: line.slice(0, idEnd), message: pointText(line.slice(idEnd + 1)) };
}
