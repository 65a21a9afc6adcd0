import { encodeTelemetry } from '#telemetry';

import { type NewChunk } from '../chunks/chunk-store';
import { type GatheredStream, toColumns } from './entry-buffer';

/** What was gathered of a stream as one chunk document, in the order of the log. */
export function toChunk(stream: GatheredStream): NewChunk {
  const { streamId, userId, firstLogId, lastLogId, points } = stream;
  return { streamId, userId, firstLogId, lastLogId, points, data: encodeTelemetry(toColumns(stream)) };
}
