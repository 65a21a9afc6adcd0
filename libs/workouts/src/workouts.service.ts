import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, type PipelineStage, type QueryFilter, trusted, Types } from 'mongoose';

import { ConflictError, InvalidError, isDuplicateKey, NotFoundError, RawCollection } from '#platform';

import { type PowerCurve } from './analysis/power-curve';
import { type WorkoutFilter } from './workout-filter';
import { type WorkoutPage, WorkoutPages } from './workout-pages';
import {
  type Completion,
  type FinishedWindow,
  isVisible,
  LIGHT,
  type NewWorkout,
  type OwnedId,
  type ReadOptions,
  VERSION,
  WITH_TELEMETRY,
  type WorkoutChanges,
  type WorkoutRecord,
  type WorkoutVersion,
  type WorkoutWithTelemetry,
} from './workout-record';
import { FINISHED, type PersonalRecord, UNFINISHED, Workout, type WorkoutStatus } from './workout.schema';

export type * from './workout-record';

// Made anew for each query: Mongoose casts, and so changes, what it is given.
const unfinished = () => trusted({ $in: [...UNFINISHED] });
const notDeleted = () => trusted({ $ne: 'DELETED' as const });
/** One's own, or what others show. */
const ownOrPublic = (userId: string): QueryFilter<Workout>[] => [{ userId }, { visibility: 'public' }];
const notFound = (): NotFoundError => NotFoundError.of('Workout');
const notActive = (): InvalidError => new InvalidError('WORKOUT_NOT_ACTIVE', 'Workout is not active');

/** Workouts as stored. The only class that touches their collection; every query names the rider whose data it is. */
@Injectable()
export class WorkoutsService {
  private readonly raw: RawCollection<Workout>;
  private readonly pages: WorkoutPages;

  constructor(@InjectModel(Workout.name) private readonly workouts: Model<Workout>) {
    this.raw = new RawCollection(workouts);
    this.pages = new WorkoutPages(workouts);
  }

  /** @throws ConflictError STREAM_IN_USE when the stream has an unfinished workout already */
  async insert(workout: NewWorkout): Promise<WorkoutRecord> {
    try {
      const created = await this.workouts.create({
        ...workout,
        userId: new Types.ObjectId(workout.userId),
        streamId: new Types.ObjectId(workout.streamId),
      });
      return created.toObject();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new ConflictError(
        'STREAM_IN_USE',
        'This stream has an unfinished workout already: complete or delete that first',
      );
    }
  }

  /** A page of the rider's workouts, newest start first, and how many there are. */
  list(userId: string, filter: WorkoutFilter, page: number, limit: number): Promise<WorkoutPage> {
    return this.pages.page(userId, filter, page, limit);
  }

  /** @throws NotFoundError, also for a deleted one or somebody else's */
  async get(userId: string, id: string): Promise<WorkoutRecord> {
    const workout = await this.workouts.findOne({ _id: id, userId, status: notDeleted() }, LIGHT).lean<WorkoutRecord>();
    if (!workout) throw notFound();
    return workout;
  }

  /** The rider's own workout, or somebody's public one; if asked, with its telemetry, of a large one only where it is. */
  async getVisible(userId: string, id: string): Promise<WorkoutRecord>;
  async getVisible(userId: string, id: string, also: 'telemetry'): Promise<WorkoutWithTelemetry>;
  getVisible(userId: string, id: string, also?: 'telemetry'): Promise<WorkoutRecord> {
    return visible<WorkoutRecord>(this.raw, userId, id, also ? WITH_TELEMETRY : LIGHT);
  }

  /** When a workout that {@link getVisible} gives changed last, unix ms. */
  async visibleVersion(userId: string, id: string): Promise<number> {
    return (await visible<WorkoutVersion>(this.raw, userId, id, VERSION)).updatedAt.getTime();
  }

  /** Of a workout that {@link getVisible} gives; null while it is unfinished, and for one without power. */
  async powerCurveOf(userId: string, id: string): Promise<PowerCurve | null> {
    const wanted = { ...VERSION, powerCurve: 1 } as const;
    const { powerCurve } = await visible<WorkoutVersion & Pick<Workout, 'powerCurve'>>(this.raw, userId, id, wanted);
    return powerCurve ?? null;
  }

  /** The unfinished workout of a stream, one's own or a public one. @throws NotFoundError */
  async visibleByStream(userId: string, streamName: string): Promise<WorkoutRecord> {
    const workout = await this.workouts
      .findOne({ streamName, status: unfinished(), $or: ownOrPublic(userId) }, LIGHT)
      .lean<WorkoutRecord>();
    if (!workout) throw notFound();
    return workout;
  }

  /** The same, the rider's own only. @throws NotFoundError */
  async unfinishedByStream(userId: string, streamName: string): Promise<WorkoutRecord> {
    const workout = await this.workouts
      .findOne({ streamName, userId, status: unfinished() }, LIGHT)
      .lean<WorkoutRecord>();
    if (!workout) throw notFound();
    return workout;
  }

  /**
   * From one status to another, only if it is in the first still.
   * @throws ConflictError with `code` when it is in another
   */
  async move(
    userId: string,
    id: string,
    from: WorkoutStatus,
    to: WorkoutStatus,
    refusal: { code: string; message: string },
  ): Promise<WorkoutRecord> {
    const moved = await this.workouts
      .findOneAndUpdate(
        { _id: id, userId, status: from },
        { $set: { status: to } },
        { returnDocument: 'after', projection: LIGHT },
      )
      .lean<WorkoutRecord>();
    if (moved) return moved;
    await this.get(userId, id);
    throw new ConflictError(refusal.code, refusal.message);
  }

  /** @returns the workout before and after, with its best efforts */
  async change(
    userId: string,
    id: string,
    changes: WorkoutChanges,
    session?: ClientSession,
  ): Promise<{ before: Workout; after: Workout }> {
    const owned = { _id: id, userId, status: notDeleted() };
    const projection = { telemetry: 0 } as const;
    const within = session ? { session } : {};
    const before = await this.workouts
      .findOneAndUpdate(owned, { $set: changes }, { ...within, projection, returnDocument: 'before' })
      .lean<Workout>();
    const after = await this.workouts.findOne({ _id: id, userId }, projection, within).lean<Workout>();
    if (!before || !after) throw notFound();
    return { before, after };
  }

  /**
   * Notes that a completion begins, so that it will be finished by somebody even if we die.
   * @param abandoned whether nobody asked for it
   * @throws InvalidError WORKOUT_NOT_ACTIVE when it is over already
   */
  async requestCompletion(userId: string, id: string, abandoned = false): Promise<WorkoutRecord> {
    const workout = await this.workouts
      .findOneAndUpdate(
        { _id: id, userId, status: unfinished() },
        { $set: { completionRequestedAt: new Date(), abandoned } },
        { returnDocument: 'after', projection: LIGHT, timestamps: false },
      )
      .lean<WorkoutRecord>();
    if (workout) return workout;
    await this.get(userId, id);
    throw notActive();
  }

  /** @throws InvalidError WORKOUT_NOT_ACTIVE for all but the first of several completions */
  async complete({ _id, userId }: OwnedId, completion: Completion, session: ClientSession): Promise<WorkoutRecord> {
    const duration = completion.endTime
      ? Math.round((completion.endTime.getTime() - completion.startTime.getTime()) / 1000)
      : null;
    const workout = await this.workouts
      .findOneAndUpdate(
        { _id, userId, status: unfinished() },
        {
          $set: { ...completion, duration, status: 'COMPLETED', leftoversSince: new Date() },
          $unset: { completionRequestedAt: 1 },
        },
        { returnDocument: 'after', projection: LIGHT, session },
      )
      .lean<WorkoutRecord>();
    if (!workout) throw notActive();
    return workout;
  }

  async setPersonalRecords(
    { _id, userId }: OwnedId,
    personalRecords: PersonalRecord[],
    session: ClientSession,
  ): Promise<void> {
    // Part of a change that has told its time already.
    await this.workouts.updateOne({ _id, userId }, { $set: { personalRecords } }, { session, timestamps: false });
  }

  /** @returns the workout as it was, with its best efforts */
  async markDeleted(userId: string, id: string, session: ClientSession): Promise<Workout> {
    const now = new Date();
    const workout = await this.workouts
      .findOneAndUpdate(
        { _id: id, userId, status: notDeleted() },
        { $set: { status: 'DELETED', deletedAt: now, leftoversSince: now }, $unset: { completionRequestedAt: 1 } },
        { returnDocument: 'before', projection: { telemetry: 0 }, session },
      )
      .lean<Workout>();
    if (!workout) throw notFound();
    return workout;
  }

  async hasPublic(userId: string): Promise<boolean> {
    const found = await this.workouts.exists({ userId, visibility: 'public', status: notDeleted() });
    return found !== null;
  }

  async leftoversCleared({ _id, userId }: OwnedId): Promise<void> {
    await this.workouts.updateOne({ _id, userId }, { $unset: { leftoversSince: 1 } }, { timestamps: false });
  }

  /**
   * Aggregates over the rider's finished workouts that started in the window; the match on owner and window comes
   * first, so that whatever follows sees nothing of anybody else.
   */
  async aggregateFinished<Row>(
    userId: string,
    window: FinishedWindow,
    stages: PipelineStage[],
    options: ReadOptions = {},
  ): Promise<Row[]> {
    const { from, before, sport } = window;
    const match: PipelineStage.Match = {
      $match: {
        userId: new Types.ObjectId(userId),
        status: { $in: [...FINISHED] },
        ...(sport && { sport }),
        ...((from ?? before) && { startTime: { ...(from && { $gte: from }), ...(before && { $lt: before }) } }),
      },
    };
    const aggregation = this.workouts.aggregate<Row>([match, ...stages]);
    if (options.session) aggregation.session(options.session);
    else if (options.readPreference) aggregation.read(options.readPreference);
    return aggregation.exec();
  }

  /** When the rider's first finished workout started; null without any. */
  async firstFinishedAt(userId: string): Promise<Date | null> {
    const stages: PipelineStage[] = [{ $sort: { startTime: 1 } }, { $limit: 1 }, { $project: { startTime: 1 } }];
    const [first] = await this.aggregateFinished<Pick<Workout, 'startTime'>>(userId, {}, stages);
    return first?.startTime ?? null;
  }

  /** Notes that the rider was there at that time. */
  async seen({ _id, userId }: OwnedId, at: Date): Promise<void> {
    await this.workouts.updateOne({ _id, userId }, { $set: { lastSeenAt: at } }, { timestamps: false });
  }

  async refersTo(userId: string, workoutId: string, fileId: Types.ObjectId): Promise<boolean> {
    return (await this.workouts.exists({ _id: workoutId, userId, 'telemetry.fileId': fileId })) !== null;
  }
}

/**
 * Whole rides wait for this before they are read and sent, so it asks by the id alone, which MongoDB answers at once, and
 * without Mongoose, which takes as long again.
 * @param projection of what {@link isVisible} needs, and what is wanted besides
 * @throws NotFoundError
 */
async function visible<Found extends WorkoutVersion>(
  workouts: RawCollection<Workout>,
  userId: string,
  id: string,
  projection: Readonly<Record<string, 0 | 1>>,
): Promise<Found> {
  const filter = { _id: new Types.ObjectId(id) };
  const found = await workouts.findOneAcrossRiders<Found>('looks whether it may be seen', filter, { projection });
  if (!found || !isVisible(found, userId)) throw notFound();
  return found;
}
