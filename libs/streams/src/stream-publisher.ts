import { Injectable } from '@nestjs/common';

import { ConflictError, NotFoundError, RedisMemory } from '#platform';
import { type TelemetryRow } from '#telemetry';

import { type Append, Intake, MAX_STEP, MAX_STREAM_POINTS } from './intake';
import { IntakeInstruments } from './intake-instruments';
import { type PointRuns, runsOf, timeOf } from './point-runs';
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
   * Appends a message to the rider's stream, which is made if there is none of that name.
   * @throws NotFoundError when the stream is somebody else's, ConflictError STREAM_ENDED or STREAM_FULL when it takes no more,
   * UnavailableError when Redis is nearly full
   */
  async publishMessage(
    userId: string,
    streamName: string,
    { text, row }: IncomingMessage,
    author = '',
  ): Promise<PublishOutcome> {
    this.memory.assertRoom();
    return this.append({ userId, streamName, author, text, runs: runsOf(row ? [row] : []), repeated: 0 });
  }

  /** The same for a batch of points; of those with one timestamp the first stands, the others count as duplicates. */
  async publishPoints(userId: string, streamName: string, points: readonly TelemetryRow[]): Promise<PublishOutcome> {
    this.memory.assertRoom();
    const unique = firstOfEachTime(points);
    const repeated = points.length - unique.length;
    const outcome: PublishOutcome = { accepted: 0, duplicates: repeated, lastMessageId: '' };
    for (let start = 0; start < unique.length; start += MAX_STEP) {
      const step = unique.slice(start, start + MAX_STEP);
      const { accepted, duplicates, lastMessageId } = await this.append({
        userId,
        streamName,
        author: '',
        text: '',
        runs: runsOf(step),
        repeated: start === 0 ? repeated : 0,
      });
      outcome.accepted += accepted;
      outcome.duplicates += duplicates;
      outcome.lastMessageId = lastMessageId;
    }
    return outcome;
  }

  /**
   * Either of both in one step, of what the script can take as it is.
   * @param text a message; '' for a batch of points
   */
  async publishRuns(userId: string, streamName: string, text: string, runs: PointRuns): Promise<PublishOutcome> {
    this.memory.assertRoom();
    return this.append({ userId, streamName, author: '', text, runs, repeated: 0 });
  }

  private async append(request: Append): Promise<PublishOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      const [state, accepted, duplicates, lastId] = await this.intake.append(request);
      if (state === 'ok') {
        this.instruments.taken(accepted, duplicates);
        return { accepted, duplicates, lastMessageId: lastId };
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

function firstOfEachTime(rows: readonly TelemetryRow[]): readonly TelemetryRow[] {
  const ascending = rows.every((row, index) => index === 0 || timeOf(row) > timeOf(rows[index - 1]));
  if (ascending) return rows;
  const seen = new Set<number>();
  return rows.filter((row) => !seen.has(timeOf(row)) && seen.add(timeOf(row)));
}
