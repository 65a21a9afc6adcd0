import { type PipelineStage, type Types } from 'mongoose';

import { type RecordMetric } from '#metrics';
import { type Sport, type StoredEffort } from '#workouts';

/** The best of several workouts over one duration; `value` unrounded, in the unit of the metric. */
export interface BestOfWorkouts extends StoredEffort {
  metric: RecordMetric;
  workoutId: Types.ObjectId;
  /** When that workout started. */
  startTime: Date;
}

/** The same with the sport in which it is the best. */
export interface BestOfSport extends BestOfWorkouts {
  sport: Sport;
}

/**
 * Stages that lead from finished workouts to the best effort among them, one {@link BestOfWorkouts} for each metric
 * and duration wanted, as far as there is any. Of equal ones the earliest ride's counts, as it had the value first.
 * @param wanted durations in s by metric
 * @param each to have it by sport: one {@link BestOfSport} for each of them
 */
export function bestEffortStages(
  wanted: ReadonlyMap<RecordMetric, readonly number[]>,
  each?: 'sport',
): PipelineStage[] {
  const sport = each && { sport: '$sport' };
  const efforts = [...wanted].map(([metric, durations]) => ({
    $map: {
      input: {
        $filter: {
          input: { $ifNull: [`$bestEfforts.${metric}`, []] },
          cond: { $in: ['$$this.duration', [...durations]] },
        },
      },
      in: { $mergeObjects: ['$$this', { metric }] },
    },
  }));
  return [
    { $project: { startTime: 1, ...(each && { sport: 1 }), effort: { $concatArrays: efforts } } },
    { $unwind: '$effort' },
    {
      $group: {
        _id: { metric: '$effort.metric', duration: '$effort.duration', ...sport },
        best: {
          $top: {
            sortBy: { 'effort.value': -1, startTime: 1, _id: 1 },
            output: { $mergeObjects: ['$effort', { workoutId: '$_id', startTime: '$startTime', ...sport }] },
          },
        },
      },
    },
    { $replaceWith: '$best' },
  ];
}

/** When the window of an effort closed: then the value was reached. */
export function achievedAt(startTime: Date, { startOffset, duration }: StoredEffort): Date {
  return new Date(startTime.getTime() + (startOffset + duration) * 1000);
}
