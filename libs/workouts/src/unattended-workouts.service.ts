import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, trusted } from 'mongoose';

import { acrossRiders } from '#platform';

import { LIGHT, type OwnedId, type WorkoutRecord } from './workout-record';
import { UNFINISHED, Workout } from './workout.schema';

// Made anew for each query: Mongoose casts, and so changes, what it is given.
const unfinished = () => trusted({ $in: [...UNFINISHED] });

/** What housekeeping looks for among the workouts of all riders, and what it removes. */
@Injectable()
export class UnattendedWorkouts {
  constructor(@InjectModel(Workout.name) private readonly workouts: Model<Workout>) {}

  /** Of all riders: completions that began before `before` and did not end. */
  async interruptedCompletions(before: Date, limit: number): Promise<WorkoutRecord[]> {
    const query = { completionRequestedAt: trusted({ $lt: before }), status: unfinished() };
    const found = this.workouts.find(query, LIGHT).sort({ completionRequestedAt: 1 }).limit(limit);
    return acrossRiders('housekeeping', found).lean<WorkoutRecord[]>();
  }

  /** Of all riders: unfinished workouts of whose riders nothing was known at `before`, the longest quiet first. */
  async quietSince(before: Date, limit: number): Promise<WorkoutRecord[]> {
    const quiet = trusted({ $not: { $gte: before } });
    const query = { lastSeenAt: quiet, status: unfinished(), completionRequestedAt: trusted({ $exists: false }) };
    const found = this.workouts.find(query, LIGHT).sort({ lastSeenAt: 1 }).limit(limit);
    return acrossRiders('housekeeping', found).lean<WorkoutRecord[]>();
  }

  /** Of all riders: workouts that ended before `before` and whose stream and chunks may still be there. */
  async withLeftovers(before: Date, limit: number): Promise<WorkoutRecord[]> {
    const found = this.workouts.find({ leftoversSince: trusted({ $lt: before }) }, LIGHT).limit(limit);
    return acrossRiders('housekeeping', found).lean<WorkoutRecord[]>();
  }

  /** Of all riders: deleted before `before`, with where their telemetry is. */
  async deletedBefore(before: Date, limit: number): Promise<(OwnedId & Pick<Workout, 'telemetry'>)[]> {
    const query = { deletedAt: trusted({ $lt: before }), status: 'DELETED' as const };
    const found = this.workouts.find(query, { userId: 1, 'telemetry.fileId': 1 }).limit(limit);
    return acrossRiders('housekeeping', found).lean<(OwnedId & Pick<Workout, 'telemetry'>)[]>();
  }

  /** Removes for good; only what is marked deleted. */
  async purge({ _id, userId }: OwnedId): Promise<void> {
    await this.workouts.deleteOne({ _id, userId, status: 'DELETED' });
  }
}
