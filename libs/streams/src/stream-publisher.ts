import { Injectable } from '@nestjs/common';

import { ConflictError, NotFoundError, RedisConnections, RedisMemory } from '#platform';
import { pointToRow, type TelemetryPoint } from '#telemetry';

import { IntakeInstruments } from './intake-instruments';
import { APPEND } from './scripts';
import { KeyNames } from './stream-keys';
import { StreamsService } from './streams.service';
import { type IncomingMessage } from './telemetry-message';

/**
 * Seen timestamps are kept in sets of offsets within a bucket. 512 s at 1 Hz fit Redis' default limit for sets of
 * integers, which cost 4 bytes a point.
 */
const BUCKET_MS = 512_000;
/** Eleven days of points a second: what a ride can be completed with. */
export const MAX_STREAM_POINTS = 1_000_000;
/** Messages per atomic step, so that one batch does not keep Redis from everybody else. */
const STEP = 500;

export interface PublishOutcome {
  accepted: number;
  duplicates: number;
  /** Id of the newest entry of the stream. */
  lastMessageId: string;
}

/** Takes messages into streams. A return means that Redis has said yes. */
@Injectable()
export class StreamPublisher {
  constructor(
    private readonly redis: RedisConnections,
    private readonly memory: RedisMemory,
    private readonly keys: KeyNames,
    private readonly streams: StreamsService,
    private readonly instruments: IntakeInstruments,
  ) {}

  /**
   * Appends to the rider's stream, which is made if there is none of that name.
   * @throws NotFoundError when the stream is somebody else's, ConflictError STREAM_ENDED or STREAM_FULL when it takes no more,
   * UnavailableError when Redis is nearly full
   */
  async publish(
    userId: string,
    name: string,
    messages: readonly IncomingMessage[],
    author = '',
  ): Promise<PublishOutcome> {
    this.memory.assertRoom();
    const outcome: PublishOutcome = { accepted: 0, duplicates: 0, lastMessageId: '' };
    for (let start = 0; start < messages.length; start += STEP) {
      const [accepted, duplicates, lastId] = await this.append(
        userId,
        name,
        messages.slice(start, start + STEP),
        author,
      );
      outcome.accepted += accepted;
      outcome.duplicates += duplicates;
      outcome.lastMessageId = lastId;
    }
    return outcome;
  }

  private async append(
    userId: string,
    name: string,
    messages: readonly IncomingMessage[],
    author: string,
  ): Promise<[number, number, string]> {
    const keys = this.keys.stream(name);
    const args: (string | number)[] = [
      userId,
      keys.seen,
      keys.channel,
      author,
      name,
      MAX_STREAM_POINTS,
      messages.length,
    ];
    for (const { text, point } of messages) args.push(text, ...pointArguments(point));
    for (let attempt = 1; ; attempt += 1) {
      const [state, accepted, duplicates, lastId] = await APPEND.run(
        this.redis.commands,
        [keys.meta, keys.entries, keys.ingest],
        args,
      );
      if (state === 'ok') {
        this.instruments.taken(accepted, duplicates);
        return [accepted, duplicates, lastId];
      }
      if (state === 'foreign') throw NotFoundError.of('Stream');
      if (state === 'ended')
        throw new ConflictError('STREAM_ENDED', 'This stream has ended: its workout is being completed');
      if (state === 'full') {
        throw new ConflictError(
          'STREAM_FULL',
          `A stream holds ${MAX_STREAM_POINTS} points: complete this workout and begin another`,
        );
      }
      if (attempt === 3)
        throw new ConflictError('STREAM_REMOVED', 'This stream is being removed, please send this again');
      await this.streams.create(userId, name).catch((error: unknown) => {
        throw error instanceof ConflictError ? NotFoundError.of('Stream') : error;
      });
    }
  }
}

/** A point of a batch, as the message that viewers see. */
export const pointMessage = (point: TelemetryPoint): IncomingMessage => ({
  text: JSON.stringify({ dataType: 'workout_metrics', ...point }),
  point,
});

function pointArguments(point: TelemetryPoint | null): [string | number, string | number, string | number, string] {
  if (!point) return ['', '', '', ''];
  const bucket = Math.floor(point.timestamp / BUCKET_MS);
  return [point.timestamp, bucket, point.timestamp - bucket * BUCKET_MS, JSON.stringify(pointToRow(point))];
}
