import { ColumnRoom, columnsToJson, resampleColumns, type ResampleOptions } from '#telemetry';

import { readStoredPoints, type StoredPoints } from './stored-points';

/** Points between two texts, or thinned out as series. */
export interface TelemetryAnswerTask {
  stored: StoredPoints;
  wanted: { before: string; after: string } | ResampleOptions;
}

/** Five hours and a half: what is written at once, and read again and again. */
export const INLINE_POINTS = 20_000;
/** Here one answer is written after the other. */
const room = new ColumnRoom(INLINE_POINTS);

/** The points of a ride as JSON in UTF-8. @param memory to write in, see {@link columnsToJson} */
export function writeTelemetryAnswer(
  { stored, wanted }: TelemetryAnswerTask,
  memory?: Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> {
  room.empty();
  const columns = readStoredPoints(stored, room);
  if ('before' in wanted) return columnsToJson(columns, wanted.before, wanted.after, memory);
  return Buffer.from(new TextEncoder().encode(JSON.stringify(resampleColumns(columns, wanted))).buffer);
}
