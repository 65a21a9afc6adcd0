import { Injectable } from '@nestjs/common';

import { RECORD_DURATIONS } from '#metrics';
import { bestEffortStages, type BestOfWorkouts } from '#records';
import { type ReadOptions, type Sport, WorkoutsService } from '#workouts';

import { gapsIn } from './gaps';
import { MonthUpkeep } from './month-upkeep';
import { type MonthBest } from './training-month.schema';
import { TrainingMonths } from './training-months.service';
import { type Span, utcMonthsOf } from './utc-month';

/** The best efforts of a rider: from months that are kept, and from the workouts of the others. */
@Injectable()
export class TrainingBests {
  constructor(
    private readonly months: TrainingMonths,
    private readonly upkeep: MonthUpkeep,
    private readonly workouts: WorkoutsService,
  ) {}

  /** The best mean power over each record duration, ascending by duration; of equals the earliest ride's. */
  async powerOf(
    userId: string,
    span: Span,
    sport: Sport,
    readPreference: ReadOptions['readPreference'],
  ): Promise<MonthBest[]> {
    const months = utcMonthsOf(span);
    const bestKept = await this.months.bestOf(userId, months, sport, readPreference);
    // Of a month that is in the span in part, the best is the part's best too, if it lies in that part.
    const { gaps, kept } = gapsIn(span, (month) => bestKept.get(month)?.every(isIn(span)) ?? false);
    const stages = bestEffortStages(new Map([['power', RECORD_DURATIONS]]));
    const read = await Promise.all(
      gaps.map((gap) =>
        this.workouts.aggregateFinished<BestOfWorkouts>(userId, { ...gap, sport }, stages, { readPreference }),
      ),
    );
    this.upkeep.lacking(
      userId,
      months.filter((month) => !bestKept.has(month)),
    );
    return bestOf([...read.flat(), ...kept.flatMap((month) => bestKept.get(month) ?? [])]);
  }
}

const isIn =
  ({ from, before }: Span) =>
  ({ startTime }: MonthBest): boolean =>
    from <= startTime && startTime < before;

/** One for each duration, ascending. */
function bestOf(efforts: readonly MonthBest[]): MonthBest[] {
  const best = new Map<number, MonthBest>();
  for (const effort of efforts) {
    const rival = best.get(effort.duration);
    if (!rival || isBetter(effort, rival)) best.set(effort.duration, effort);
  }
  return [...best.values()].sort((a, b) => a.duration - b.duration);
}

/** In the order of {@link bestEffortStages}. */
function isBetter(a: MonthBest, b: MonthBest): boolean {
  if (a.value !== b.value) return a.value > b.value;
  if (a.startTime.getTime() !== b.startTime.getTime()) return a.startTime < b.startTime;
  return a.workoutId.toString() < b.workoutId.toString();
}
