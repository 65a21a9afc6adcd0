import { type NewChunk } from '../chunks/chunk-store';
import { type GatheredStream, type Gatherer } from './gatherer';

/** What was gathered of a stream as one chunk document, in the order of the log. */
export function toChunk(stream: GatheredStream, gatherer: Gatherer): NewChunk {
  const { streamId, userId, firstLogId, lastLogId, points } = stream;
  return { streamId, userId, firstLogId, lastLogId, points, data: gatherer.encode(stream) };
}
