import { encodeTelemetry, rowsToColumns } from '#telemetry';

import { type NewChunk } from '../chunks/chunk-store';
import { arrivalOf } from '../entry-id';
import { type LogEntry } from './log-entry';

/** Gathers log entries into one chunk a stream, in the order of the log. */
export function toChunks(entries: readonly LogEntry[]): NewChunk[] {
  return [...groupByStream(entries).values()].map((group) => {
    const first = group[0] as LogEntry;
    const rows = group.flatMap((entry) => entry.rows);
    const arrivals = Float64Array.from(group.flatMap((entry) => entry.rows.map(() => arrivalOf(entry.lastEntryId))));
    return {
      streamId: first.streamId,
      userId: first.userId,
      firstLogId: first.logId,
      lastLogId: (group[group.length - 1] as LogEntry).logId,
      points: rows.length,
      data: encodeTelemetry(rowsToColumns(rows, arrivals)),
    };
  });
}

export function groupByStream(entries: readonly LogEntry[]): Map<string, LogEntry[]> {
  const groups = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.streamId);
    if (group) group.push(entry);
    else groups.set(entry.streamId, [entry]);
  }
  return groups;
}
