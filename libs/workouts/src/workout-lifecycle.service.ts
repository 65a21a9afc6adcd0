import { randomBytes } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { ConflictError, inTransaction, reasonOf } from '#platform';
import { StreamsService, type Visibility } from '#streams';
import { UsersService } from '#users';

import { WorkoutChangedEvent } from './workout-events';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { type FinishedWorkout, WorkoutParticipants } from './workout-participants';
import { type Equipment, isFinished, isUnfinished, type Sport, type Workout } from './workout.schema';
import { type WorkoutChanges, type WorkoutRecord, WorkoutsService } from './workouts.service';

/** What a rider may say of a new workout. */
export interface WorkoutDraft {
  streamName?: string;
  title?: string;
  description?: string;
  sport?: Sport;
  startTime?: Date;
  tags?: string[];
  equipment?: Equipment[];
  visibility?: Visibility;
}

/** Everything that happens to a workout except its completion. */
@Injectable()
export class WorkoutLifecycle {
  private readonly logger = new Logger(WorkoutLifecycle.name);

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly workouts: WorkoutsService,
    private readonly users: UsersService,
    private readonly streams: StreamsService,
    private readonly participants: WorkoutParticipants,
    private readonly leftovers: WorkoutLeftovers,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Begins a workout on a stream, which is made if there is none of that name; points that are on it count.
   * @throws ConflictError STREAM_NAME_TAKEN, STREAM_IN_USE or STREAM_ENDED
   */
  async create(userId: string, draft: WorkoutDraft): Promise<WorkoutRecord> {
    const visibility = draft.visibility ?? (await this.users.settingsOf(userId)).defaultVisibility;
    const streamName = draft.streamName ?? `workout-${randomBytes(9).toString('base64url')}`;
    const { stream } = await this.streams.create(userId, streamName, visibility);
    if (stream.ended) throw new ConflictError('STREAM_ENDED', 'This stream has ended: its workout is being completed');
    const workout = await this.workouts.insert({
      userId,
      streamName,
      streamId: stream.id,
      title: draft.title ?? '',
      description: draft.description ?? '',
      sport: draft.sport ?? 'cycling',
      startTime: draft.startTime ?? new Date(),
      startTimeGiven: draft.startTime !== undefined,
      visibility,
      tags: draft.tags ?? [],
      equipment: draft.equipment ?? [],
    });
    try {
      await this.streams.hold(stream);
      if (stream.public !== (visibility === 'public')) await this.streams.setVisibility(stream, visibility);
      await this.refreshSharing(userId);
    } catch (error) {
      // A workout whose stream is not held could lose its points: better none, and the client asks again.
      await this.remove(userId, workout._id.toString(), { keepStream: true }).catch((reason: unknown) =>
        this.logger.error(String(reason)),
      );
      throw error;
    }
    return workout;
  }

  pause = (userId: string, id: string): Promise<WorkoutRecord> =>
    this.workouts.move(userId, id, 'ACTIVE', 'PAUSED', {
      code: 'WORKOUT_NOT_ACTIVE',
      message: 'Workout is not active',
    });

  resume = (userId: string, id: string): Promise<WorkoutRecord> =>
    this.workouts.move(userId, id, 'PAUSED', 'ACTIVE', {
      code: 'WORKOUT_NOT_PAUSED',
      message: 'Workout is not paused',
    });

  archive = (userId: string, id: string): Promise<WorkoutRecord> =>
    this.workouts.move(userId, id, 'COMPLETED', 'ARCHIVED', {
      code: 'WORKOUT_NOT_COMPLETED',
      message: 'Workout is not completed',
    });

  /** Changes what the rider says of it; another sport moves its records. */
  async update(userId: string, id: string, changes: WorkoutChanges): Promise<WorkoutRecord> {
    // Hidden first and shown last: whatever fails in between, too little is seen rather than too much.
    if (changes.visibility === 'private') await this.setLiveVisibility(await this.workouts.get(userId, id), 'private');
    const after = await inTransaction(this.connection, async (session) => {
      const change = await this.workouts.change(userId, id, changes, session);
      if (change.before.sport === change.after.sport || !isFinished(change.after.status)) return change.after;
      await this.participants.removed(toFinished(change.before), session);
      const personalRecords = await this.participants.finished(toFinished(change.after), session);
      await this.workouts.setPersonalRecords(change.after, personalRecords, session);
      return { ...change.after, personalRecords };
    });
    if (changes.visibility !== undefined) await this.shareAccordingly(userId, after);
    if (isFinished(after.status)) this.announce(after);
    return after;
  }

  /** Marks it deleted; records that it held fall back to the next best, and a live stream ends. */
  async remove(userId: string, id: string, options: { keepStream?: boolean } = {}): Promise<void> {
    const removed = await inTransaction(this.connection, async (session) => {
      const workout = await this.workouts.markDeleted(userId, id, session);
      if (isFinished(workout.status)) await this.participants.removed(toFinished(workout), session);
      return workout;
    });
    this.announce(removed);
    if (options.keepStream) return;
    try {
      await this.refreshSharing(userId);
      if (isUnfinished(removed.status)) await this.leftovers.clear(removed);
    } catch (error) {
      this.logger.warn(`clearing is left to housekeeping: ${reasonOf(error)}`);
    }
  }

  private announce({ _id, userId, startTime }: WorkoutRecord): void {
    const event = new WorkoutChangedEvent(userId.toString(), _id.toString(), startTime);
    this.events.emit(WorkoutChangedEvent.eventName, event);
  }

  private async shareAccordingly(userId: string, workout: WorkoutRecord): Promise<void> {
    await this.refreshSharing(userId);
    if (!isUnfinished(workout.status)) return;
    await untilItHolds(
      async () => (await this.workouts.get(userId, workout._id.toString())).visibility,
      (visibility) => this.setLiveVisibility(workout, visibility),
    );
  }

  private async setLiveVisibility(workout: WorkoutRecord, visibility: Visibility): Promise<void> {
    if (!isUnfinished(workout.status)) return;
    const { live } = await this.leftovers.streamsOf(workout);
    if (live) await this.streams.setVisibility(live, visibility);
  }

  private async refreshSharing(userId: string): Promise<void> {
    await untilItHolds(
      () => this.workouts.hasPublic(userId),
      (shares) => this.users.setSharesPublicly(userId, shares),
    );
  }
}

/** Copies a value to where it is looked up. Of two changes at once, the one that writes last has read what holds. */
async function untilItHolds<Value>(read: () => Promise<Value>, write: (value: Value) => Promise<void>): Promise<void> {
  for (let value = await read(); ;) {
    await write(value);
    const now = await read();
    if (now === value) return;
    value = now;
  }
}

function toFinished(workout: Workout): FinishedWorkout {
  const { _id, userId, sport, startTime, bestEfforts = {} } = workout;
  return { id: _id.toString(), userId: userId.toString(), sport, startTime, bestEfforts };
}
