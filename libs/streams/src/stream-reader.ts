import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';
import { rowsToColumns, rowToPoint, type TelemetryColumns, type TelemetryPoint, type TelemetryRow } from '#telemetry';

import { ChunkStore } from './chunks/chunk-store';
import { arrivalOf } from './entry-id';
import { GatheredParts } from './gathered-parts';
import { type StreamHandle } from './stream-handle';
import { KeyNames } from './stream-keys';

/** One message of a stream as viewers get it. */
export interface StreamEntry {
  id: string;
  message: string;
  author?: string;
}

const PAGE = 500;

/** Reads back what streams hold. */
@Injectable()
export class StreamReader {
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
    private readonly chunks: ChunkStore,
  ) {}

  /** Entries from `start` to `end` (ids, `-`, `+`, exclusive with `(`), oldest first. */
  async entries(name: string, start: string, end: string, count: number): Promise<StreamEntry[]> {
    const found = await this.redis.commands.xrange(this.keys.stream(name).entries, start, end, 'COUNT', count);
    return found.map(([id, fields]) => toEntry(id, fields));
  }

  /** Id of the newest entry, `0-0` when there is none. */
  async newestId(name: string): Promise<string> {
    const [newest] = await this.redis.commands.xrevrange(this.keys.stream(name).entries, '+', '-', 'COUNT', 1);
    return newest?.[0] ?? '0-0';
  }

  /** Up to `count` entries after `afterId`, as points in order of arrival, and the id of the last of them. */
  async pointsAfter(
    name: string,
    afterId: string,
    count: number,
  ): Promise<{ points: TelemetryPoint[]; lastId: string; entries: number }> {
    const page = await this.redis.commands.xrange(this.keys.stream(name).entries, `(${afterId}`, '+', 'COUNT', count);
    const points = page.flatMap(([, fields]) => {
      const row = toRow(fields);
      return row ? [rowToPoint(row)] : [];
    });
    return { points, lastId: page[page.length - 1]?.[0] ?? afterId, entries: page.length };
  }

  /** When the newest point of the stream arrived, by the clock of Redis, if that was after `since`. */
  async pointArrivedSince(name: string, since: Date): Promise<Date | null> {
    for (let end = '+'; ;) {
      const { entries } = this.keys.stream(name);
      const page = await this.redis.commands.xrevrange(entries, end, `(${since.getTime()}`, 'COUNT', PAGE);
      const newest = page.find(([, fields]) => field(fields, 'point') !== undefined);
      if (newest) return new Date(arrivalOf(newest[0]));
      const last = page[page.length - 1];
      if (page.length < PAGE || !last) return null;
      end = `(${last[0]}`;
    }
  }

  /**
   * Every point that was acknowledged on these streams: what is in MongoDB and what is in Redis, in order of arrival, each
   * with its arrivals, a few parts. A point may be in several of them; in the first it is as it was received first.
   * @param stream the live stream, when there still is one
   */
  async parts(streamIds: readonly string[], stream: StreamHandle | null): Promise<TelemetryColumns[]> {
    const kept = await this.chunks.read(streamIds);
    if (!stream) return kept;
    const parts = new GatheredParts();
    for (let start = '-'; ;) {
      const page = await this.redis.commands.xrange(this.keys.stream(stream.name).entries, start, '+', 'COUNT', PAGE);
      parts.add(toColumns(page));
      const last = page[page.length - 1];
      if (page.length < PAGE || !last) return [...kept, ...parts.all()];
      start = `(${last[0]}`;
    }
  }
}

function toEntry(id: string, fields: string[]): StreamEntry {
  const author = field(fields, 'author');
  const message = field(fields, 'message') ?? pointText(field(fields, 'point') ?? '[]');
  return { id, message, ...(author !== undefined && { author }) };
}

/** A point of a batch as the message that viewers are shown. */
export const pointText = (row: string): string =>
  JSON.stringify({ dataType: 'workout_metrics', ...rowToPoint(JSON.parse(row) as TelemetryRow) });

function toColumns(page: [id: string, fields: string[]][]): TelemetryColumns {
  const rows: TelemetryRow[] = [];
  const arrivals: number[] = [];
  for (const [id, fields] of page) {
    const row = toRow(fields);
    if (!row) continue;
    rows.push(row);
    arrivals.push(arrivalOf(id));
  }
  return rowsToColumns(rows, Float64Array.from(arrivals));
}

function toRow(fields: string[]): TelemetryRow | null {
  const row = field(fields, 'point');
  return row === undefined ? null : (JSON.parse(row) as TelemetryRow);
}

export function field(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) if (fields[index] === name) return fields[index + 1];
  return undefined;
}
