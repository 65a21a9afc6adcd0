import { Injectable } from '@nestjs/common';

import { ConflictError, NotFoundError, RedisMemory } from '#platform';
import { type TelemetryPoint } from '#telemetry';

import { type Append, Intake, MAX_STEP, MAX_STREAM_POINTS } from './intake';
import { IntakeInstruments } from './intake-instruments';
import { StreamsService } from './streams.service';
import { type IncomingMessage } from './telemetry-message';

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
    private readonly intake: Intake,
    private readonly memory: RedisMemory,
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
    for (let start = 0; start < messages.length; start += MAX_STEP) {
      const step = messages.length <= MAX_STEP ? messages : messages.slice(start, start + MAX_STEP);
      const [accepted, duplicates, lastId] = await this.append({ userId, streamName: name, author, messages: step });
      outcome.accepted += accepted;
      outcome.duplicates += duplicates;
      outcome.lastMessageId = lastId;
    }
    return outcome;
  }

  private async append(request: Append): Promise<[number, number, string]> {
    for (let attempt = 1; ; attempt += 1) {
      const [state, accepted, duplicates, lastId] = await this.intake.append(request);
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
      await this.streams.create(request.userId, request.streamName).catch((error: unknown) => {
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
