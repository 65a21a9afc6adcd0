import { Injectable } from '@nestjs/common';
import { type PipelineStage } from 'mongoose';

import { type ReadOptions, WorkoutsService } from '#workouts';

import { type Day } from '../calendar';
import { startOfDay } from '../time-zone';
import { sumOf, TOTALS, type TotalsRow } from '../totals';
import { gapsIn } from './gaps';
import { MonthUpkeep } from './month-upkeep';
import { TrainingMonths } from './training-months.service';
import { type Span, utcMonthsOf } from './utc-month';

/** Sums over a rider's finished workouts: from months that are kept, and from the workouts of the others. */
@Injectable()
export class TrainingTotals {
  constructor(
    private readonly months: TrainingMonths,
    private readonly upkeep: MonthUpkeep,
    private readonly workouts: WorkoutsService,
  ) {}

  /**
   * @param days where periods begin, ascending, and where the last one ends
   * @returns what each period comes to; undefined where nothing was ridden
   */
  async ofPeriods(
    userId: string,
    days: readonly Day[],
    timeZone: string,
    readPreference: ReadOptions['readPreference'],
  ): Promise<(TotalsRow | undefined)[]> {
    const starts = days.map((day) => startOfDay(day, timeZone));
    const [from = new Date(0), before = from] = [starts.at(0), starts.at(-1)];
    const months = utcMonthsOf({ from, before });
    const daysKept = await this.months.daysOf(userId, months, timeZone, readPreference);
    const { gaps, kept } = gapsIn({ from, before }, (month) => daysKept.has(month));
    const read = await Promise.all(gaps.map((gap) => this.read(userId, gap, starts, readPreference)));
    this.upkeep.lacking(
      userId,
      months.filter((month) => !daysKept.has(month)),
    );

    const rows: TotalsRow[][] = days.slice(1).map(() => []);
    for (const row of read.flat()) rows[indexOf(row._id, starts)]?.push(row);
    for (const row of kept.flatMap((month) => daysKept.get(month) ?? [])) rows[indexOf(row.day, days)]?.push(row);
    return rows.map(sumOf);
  }

  /** The parts of the periods that lie in a gap, each known by where it begins. */
  private read(
    userId: string,
    { from, before }: Span,
    starts: readonly Date[],
    readPreference: ReadOptions['readPreference'],
  ): Promise<(TotalsRow & { _id: Date })[]> {
    const boundaries = [from, ...starts.filter((start) => from < start && start < before), before];
    const stages: PipelineStage[] = [{ $bucket: { groupBy: '$startTime', boundaries, output: TOTALS } }];
    return this.workouts.aggregateFinished(userId, { from, before }, stages, { readPreference });
  }
}

/** The last of the starts that is not after it; -1 before the first. */
const indexOf = <T extends number | Date>(at: T, starts: readonly T[]): number =>
  starts.findLastIndex((start) => start <= at);
