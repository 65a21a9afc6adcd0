import { type QueryFilter, trusted, Types } from 'mongoose';

import { type Sport, type Workout, WORKOUT_STATUSES, type WorkoutStatus } from './workout.schema';

/** Named one by one: "not DELETED" would be asked of the documents, where these are found in the indexes. */
const SHOWN = WORKOUT_STATUSES.filter((status) => status !== 'DELETED');

/** What a list of workouts may be narrowed by. */
export interface WorkoutFilter {
  status?: WorkoutStatus;
  sport?: Sport;
  /** Starts at or after. */
  startDate?: Date;
  /** Starts at or before. */
  endDate?: Date;
  tag?: string;
  /** Words to be found in title or description. */
  q?: string;
}

/** The query for one rider's workouts; deleted ones only when asked for by status. */
export function toQuery(userId: string, filter: WorkoutFilter): QueryFilter<Workout> {
  const { status, sport, startDate, endDate, tag, q } = filter;
  return {
    userId: new Types.ObjectId(userId),
    status: status ?? trusted({ $in: [...SHOWN] }),
    ...(sport && { sport }),
    ...((startDate ?? endDate) && {
      startTime: trusted({ ...(startDate && { $gte: startDate }), ...(endDate && { $lte: endDate }) }),
    }),
    ...(tag !== undefined && { tags: tag }),
    ...(q !== undefined && { $text: trusted({ $search: q }) }),
  };
}
