import { encodeTelemetry } from '#telemetry';

import { type NewChunk } from '../chunks/chunk-store';
import { type GatheredStream } from './entry-buffer';
import { type PackedPoints } from './packed-points';

/** What was gathered of a stream as one chunk document, in the order of the log. */
export function toChunk(stream: GatheredStream, points: PackedPoints): NewChunk {
  const { streamId, userId, firstLogId, lastLogId, places } = stream;
  return {
    streamId,
    userId,
    firstLogId,
    lastLogId,
    points: places.length,
    data: encodeTelemetry(points.columns(places)),
  };
}
