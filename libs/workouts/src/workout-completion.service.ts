import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection, Types } from 'mongoose';

import { type BestEffort, type RideSummary } from '#metrics';
import { inTransaction, reasonOf } from '#platform';
import { StreamReader, StreamsService } from '#streams';
import { FtpService } from '#users';

import { RideAnalyzer } from './analysis/ride-analyzer';
import { CompletionInstruments } from './completion-instruments';
import { startOfRide } from './start-of-ride';
import { TelemetryStore } from './telemetry/telemetry-store';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { WorkoutCompletedEvent } from './workout-events';
import { WorkoutParticipants } from './workout-participants';
import { type BestEfforts } from './workout.schema';
import { type Completion, type WorkoutRecord, WorkoutsService } from './workouts.service';

export interface CompletionOptions {
  /** False to keep the summary only. */
  archiveTelemetry: boolean;
  /** The rider has vanished: without any point, the ride ends when it began. */
  abandoned?: boolean;
}

/**
 * Turns a live ride into history. Every step can be done again: if we die before the transaction, nothing has changed
 * and the completion is done anew, by the client or by housekeeping; if we die after it, only clearing up is left.
 */
@Injectable()
export class WorkoutCompletion {
  private readonly logger = new Logger(WorkoutCompletion.name);

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly workouts: WorkoutsService,
    private readonly streams: StreamsService,
    private readonly reader: StreamReader,
    private readonly ftp: FtpService,
    private readonly analyzer: RideAnalyzer,
    private readonly store: TelemetryStore,
    private readonly participants: WorkoutParticipants,
    private readonly leftovers: WorkoutLeftovers,
    private readonly events: EventEmitter2,
    private readonly instruments: CompletionInstruments,
  ) {}

  /**
   * Ends the stream, computes, and stores summary, telemetry and records at once.
   * @returns the workout, and how many points were stored with it
   * @throws NotFoundError; InvalidError WORKOUT_NOT_ACTIVE, also for all but one of several at the same time
   */
  async complete(
    userId: string,
    id: string,
    options: CompletionOptions,
  ): Promise<{ workout: WorkoutRecord; archivedPoints: number }> {
    return this.instruments.measure(options.abandoned ? 'nobody' : 'rider', () => this.perform(userId, id, options));
  }

  private async perform(
    userId: string,
    id: string,
    options: CompletionOptions,
  ): Promise<{ workout: WorkoutRecord; archivedPoints: number }> {
    const requested = await this.workouts.requestCompletion(userId, id, options.abandoned);
    const { live, streamIds } = await this.leftovers.streamsOf(requested);
    const ended = live && (await this.streams.end(live));
    const parts = await this.reader.parts(userId, streamIds, live);
    const { startTime, ...given } = startOfRide(
      requested,
      parts,
      requested.abandoned ? requested.startTime : new Date(),
    );
    const ftp = await this.ftp.ftpInForceAt(userId, startTime);
    const outcome = await this.analyzer.run({ parts, ftp, encode: options.archiveTelemetry });
    const { points, encoded, powerCurve } = outcome;
    const summary = withRepeats(outcome.summary, ended?.repeated ?? 0);
    const telemetry = encoded && (await this.store.save(encoded, points, { userId, workoutId: id }));

    const endTime = given.endTime ?? new Date(startTime.getTime() + Math.round(outcome.elapsedSeconds) * 1000);
    const bestEfforts = byMetric(outcome.bestEfforts);
    let workout: WorkoutRecord;
    try {
      const streamId = live ? new Types.ObjectId(live.id) : requested.streamId;
      workout = await this.settle(requested, {
        startTime,
        endTime,
        summary,
        powerCurve,
        telemetry,
        bestEfforts,
        streamId,
      });
    } catch (error) {
      if (!(await this.isSettledWith(requested, telemetry))) await this.store.discard(telemetry).catch(() => undefined);
      throw error;
    }
    const { eventName } = WorkoutCompletedEvent;
    this.events.emit(eventName, new WorkoutCompletedEvent(userId, id, workout.startTime));
    await this.leftovers
      .clear(workout, streamIds)
      .catch((error: unknown) => this.logger.warn(`clearing is left to housekeeping: ${reasonOf(error)}`));
    return { workout, archivedPoints: telemetry ? points : 0 };
  }

  private async settle(requested: WorkoutRecord, completion: Completion): Promise<WorkoutRecord> {
    return inTransaction(this.connection, async (session) => {
      const workout = await this.workouts.complete(requested, completion, session);
      const finished = {
        id: workout._id.toString(),
        userId: workout.userId.toString(),
        sport: workout.sport,
        startTime: workout.startTime,
        bestEfforts: completion.bestEfforts ?? {},
      };
      const personalRecords = await this.participants.finished(finished, session);
      await this.workouts.setPersonalRecords(workout, personalRecords, session);
      return { ...workout, personalRecords };
    });
  }

  /** A commit whose answer was lost may have happened: then the file belongs to the workout. */
  private async isSettledWith(workout: WorkoutRecord, telemetry: Completion['telemetry']): Promise<boolean> {
    if (!telemetry?.fileId) return false;
    return this.workouts
      .refersTo(workout.userId.toString(), workout._id.toString(), telemetry.fileId)
      .catch(() => true);
  }
}

/** Points that came again are not among those that are kept: only the stream has counted them. */
function withRepeats(summary: RideSummary, repeated: number): RideSummary {
  const { quality } = summary;
  return { ...summary, quality: { ...quality, pointsRepeated: quality.pointsRepeated + repeated } };
}

function byMetric(efforts: readonly BestEffort[]): BestEfforts {
  const result: BestEfforts = {};
  for (const { metric, ...effort } of efforts) (result[metric] ??= []).push(effort);
  return result;
}
