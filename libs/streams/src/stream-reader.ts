import { Injectable } from '@nestjs/common';

import { breather, RedisConnections } from '#platform';
import { rowsToColumns, rowToPoint, type TelemetryColumns, type TelemetryPoint } from '#telemetry';

import { ChunkStore } from './chunks/chunk-store';
import { arrivalOf, wholeMillisecond, withinRange } from './entry-id';
import { GatheredParts } from './gathered-parts';
import { hasPoints, messagesOf, type RawStreamEntry, rowsOf, type StreamEntry } from './stream-entry';
import { type StreamHandle } from './stream-handle';
import { KeyNames } from './stream-keys';

/** Entries at a time: a batch is one, and may hold 500 points. */
const PAGE = 100;

/** Reads back what streams hold. */
@Injectable()
export class StreamReader {
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
    private readonly chunks: ChunkStore,
  ) {}

  /** Messages from `start` to `end` (ids, `-`, `+`, exclusive with `(`), oldest first. */
  async messages(name: string, start: string, end: string, count: number): Promise<StreamEntry[]> {
    const isWithin = withinRange(start, end);
    const found: StreamEntry[] = [];
    for (let from = start; ;) {
      const wanted = Math.min(PAGE, count - found.length);
      const page = await this.page(name, from, wholeMillisecond(end), wanted);
      for (const message of page.flatMap(messagesOf)) if (isWithin(message.id)) found.push(message);
      const last = page[page.length - 1];
      if (!last || page.length < wanted || found.length >= count) return found.slice(0, count);
      from = `(${last[0]}`;
    }
  }

  /** Id of the newest message, `0-0` when there is none. */
  async newestId(name: string): Promise<string> {
    const [newest] = await this.redis.commands.xrevrange(this.keys.stream(name).entries, '+', '-', 'COUNT', 1);
    return newest?.[0] ?? '0-0';
  }

  /** Up to `count` entries after that with the id `afterId`, as points in order of arrival, and the id of the last of them. */
  async pointsAfter(
    name: string,
    afterId: string,
    count: number,
  ): Promise<{ points: TelemetryPoint[]; lastId: string; entries: number }> {
    const page = await this.page(name, `(${afterId}`, '+', count);
    const points: TelemetryPoint[] = [];
    const breathe = breather();
    for (const entry of page) {
      for (const row of rowsOf(entry)) points.push(rowToPoint(row));
      await breathe();
    }
    return { points, lastId: page[page.length - 1]?.[0] ?? afterId, entries: page.length };
  }

  /** When the newest point of the stream arrived, by the clock of Redis, if that was after `since`. */
  async pointArrivedSince(name: string, since: Date): Promise<Date | null> {
    for (let end = '+'; ;) {
      const { entries } = this.keys.stream(name);
      const page = await this.redis.commands.xrevrange(entries, end, `(${since.getTime()}`, 'COUNT', PAGE);
      const newest = page.find(hasPoints);
      if (newest) return new Date(arrivalOf(newest[0]));
      const last = page[page.length - 1];
      if (page.length < PAGE || !last) return null;
      end = `(${last[0]}`;
    }
  }

  /**
   * Every point that was acknowledged on these streams: what is in MongoDB and what is in Redis, in order of arrival, each
   * with its arrivals, a few parts. A point may be in several of them; in the first it is as it was received first.
   * @param userId whose streams they are
   * @param stream the live stream, when there still is one
   */
  async parts(userId: string, streamIds: readonly string[], stream: StreamHandle | null): Promise<TelemetryColumns[]> {
    const kept = await this.chunks.read(userId, streamIds);
    if (!stream) return kept;
    const parts = new GatheredParts();
    const breathe = breather();
    for (let start = '-'; ;) {
      const page = await this.page(stream.name, start, '+', PAGE);
      for (const entry of page) {
        const rows = rowsOf(entry);
        parts.add(rowsToColumns(rows, new Float64Array(rows.length).fill(arrivalOf(entry[0]))));
        await breathe();
      }
      const last = page[page.length - 1];
      if (!last || page.length < PAGE) return [...kept, ...parts.all()];
      start = `(${last[0]}`;
    }
  }

  private page(name: string, start: string, end: string, count: number): Promise<RawStreamEntry[]> {
    return this.redis.commands.xrange(this.keys.stream(name).entries, start, end, 'COUNT', count);
  }
}
