import { type Model, type QueryFilter, trusted, type Types } from 'mongoose';

import { type WorkoutFilter, toQuery } from './workout-filter';
import { LIGHT, type WorkoutRecord } from './workout-record';
import { type Workout } from './workout.schema';

/** Some of a rider's workouts, and how many there are. */
export interface WorkoutPage {
  workouts: WorkoutRecord[];
  total: number;
}

const NEWEST_FIRST = { startTime: -1, _id: -1 } as const;
/** From here on, what lies before a page is passed over in an index. */
const FAR = 500;

/** A page of a rider's workouts, newest start first, counted from 1. */
export async function pageOf(
  workouts: Model<Workout>,
  userId: string,
  filter: WorkoutFilter,
  page: number,
  limit: number,
): Promise<WorkoutPage> {
  const skipped = (page - 1) * limit;
  const [found, total] = await Promise.all([
    skipped < FAR ? nearPage(workouts, toQuery(userId, filter), skipped, limit) : farPage(),
    workouts.countDocuments(toQuery(userId, filter)),
  ]);
  return { workouts: found, total };

  /** Finds out first which workouts these are: for that an index will do, and none is read only to be passed over. */
  async function farPage(): Promise<WorkoutRecord[]> {
    const ids = await workouts
      .find(toQuery(userId, filter), { _id: 1 })
      .sort(NEWEST_FIRST)
      .skip(skipped)
      .limit(limit)
      .lean<{ _id: Types.ObjectId }[]>();
    return nearPage(workouts, { userId, _id: trusted({ $in: ids.map(({ _id }) => _id) }) }, 0, limit);
  }
}

function nearPage(
  workouts: Model<Workout>,
  query: QueryFilter<Workout>,
  skipped: number,
  limit: number,
): Promise<WorkoutRecord[]> {
  return workouts.find(query, LIGHT).sort(NEWEST_FIRST).skip(skipped).limit(limit).lean<WorkoutRecord[]>();
}
