import { columnsToJson, resampleColumns, type ResampleOptions } from '#telemetry';

import { readStoredPoints, type StoredPoints } from './stored-points';

/** Points between two texts, or thinned out as series. */
export interface TelemetryAnswerTask {
  stored: StoredPoints;
  wanted: { before: string; after: string } | ResampleOptions;
}

/** The points of a ride as JSON in UTF-8. */
export function writeTelemetryAnswer({ stored, wanted }: TelemetryAnswerTask): Buffer<ArrayBuffer> {
  const columns = readStoredPoints(stored);
  if ('before' in wanted) return columnsToJson(columns, wanted.before, wanted.after);
  return Buffer.from(new TextEncoder().encode(JSON.stringify(resampleColumns(columns, wanted))).buffer);
}
