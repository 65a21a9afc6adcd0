import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';
import { type TelemetryColumns, type TelemetryPoint, mergeColumns, pointsToColumns } from '#telemetry';

import { ChunkStore } from './chunks/chunk-store';
import { arrivalOf } from './entry-id';
import { type StreamHandle } from './stream-handle';
import { KeyNames } from './stream-keys';
import { readMessage } from './telemetry-message';

/** One message of a stream as viewers get it. */
export interface StreamEntry {
  id: string;
  message: string;
  author?: string;
}

const PAGE = 1_000;

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
    const points = page.flatMap(([, fields]) => toPoint(fields) ?? []);
    return { points, lastId: page[page.length - 1]?.[0] ?? afterId, entries: page.length };
  }

  /**
   * Every point that was acknowledged on these streams: the union of what is in MongoDB and what is in Redis, one
   * point a timestamp, the first received standing.
   * @param stream the live stream, when there still is one
   * @returns columns with the time of arrival of each point, and how many messages the live stream held
   */
  async allPoints(streamIds: readonly string[], stream: StreamHandle | null): Promise<TelemetryColumns> {
    const parts = await this.chunks.read(streamIds);
    if (stream) {
      for (let start = '-'; ;) {
        const page = await this.redis.commands.xrange(this.keys.stream(stream.name).entries, start, '+', 'COUNT', PAGE);
        parts.push(toColumns(page));
        const last = page[page.length - 1];
        if (page.length < PAGE || !last) break;
        start = `(${last[0]}`;
      }
    }
    return mergeColumns(parts);
  }
}

function toEntry(id: string, fields: string[]): StreamEntry {
  const author = field(fields, 'author');
  return { id, message: field(fields, 'message') ?? '', ...(author !== undefined && { author }) };
}

function toColumns(page: [id: string, fields: string[]][]): TelemetryColumns {
  const points: TelemetryPoint[] = [];
  const arrivals: number[] = [];
  for (const [id, fields] of page) {
    const point = toPoint(fields);
    if (!point) continue;
    points.push(point);
    arrivals.push(arrivalOf(id));
  }
  return { ...pointsToColumns(points), arrivals: Float64Array.from(arrivals) };
}

/** Read as it was when it came in; its timestamp may have been the arrival then. */
function toPoint(fields: string[]): TelemetryPoint | null {
  const timestamp = field(fields, 'point');
  return timestamp === undefined ? null : readMessage(field(fields, 'message'), Number(timestamp)).point;
}

export function field(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) if (fields[index] === name) return fields[index + 1];
  return undefined;
}
