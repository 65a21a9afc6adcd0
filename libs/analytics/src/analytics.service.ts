import { Injectable } from '@nestjs/common';
import { type PipelineStage } from 'mongoose';

import { RECORD_DURATIONS } from '#metrics';
import { achievedAt, bestEffortStages, type BestOfWorkouts } from '#records';
import { UsersService } from '#users';
import { type Sport, WorkoutsService } from '#workouts';

import { AnalyticsCache } from './analytics-cache';
import { type Day, firstOfMonth, isoDate, isoWeekOf, mondayOf, monthOf } from './calendar';
import { dayAt, startOfDay } from './time-zone';
import { type Totals, TOTALS, type TotalsRow, toTotals } from './totals';

export interface MonthTotals extends Totals {
  year: number;
  /** 1 to 12 */
  month: number;
}

export interface WeekTotals extends Totals {
  /** The ISO year, which is not always the calendar's. */
  year: number;
  week: number;
  /** The Monday, YYYY-MM-DD. */
  weekStart: string;
}

export interface CurvePoint {
  /** s */
  duration: number;
  /** W, unrounded */
  power: number;
  workoutId: string;
  /** When the window closed, ISO 8601 in UTC. */
  achievedAt: string;
}

export interface LifetimeTotals extends Totals {
  /** s; null without workouts */
  longestDuration: number | null;
  /** When the latest one started, ISO 8601 in UTC; null without workouts. */
  lastWorkoutAt: string | null;
}

/**
 * Totals and trends over a rider's finished workouts, each counted where it started. Months, weeks and days begin at
 * the rider's own midnight. Numbers are unrounded.
 */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly workouts: WorkoutsService,
    private readonly users: UsersService,
    private readonly cache: AnalyticsCache,
  ) {}

  /** @param wanted what is left out is the rider's current year or month */
  async monthly(
    userId: string,
    wanted: { year?: number; month?: number } = {},
    now = new Date(),
  ): Promise<MonthTotals> {
    const answers = await this.cache.open(userId, `month:${wanted.year ?? 'this'}-${wanted.month ?? 'this'}`);
    const timeZone = await answers.timeZone(() => this.users.timezoneOf(userId));
    const current = monthOf(dayAt(now, timeZone));
    const { year = current.year, month = current.month } = wanted;
    return answers.remember(`month:${timeZone}:${year}-${month}`, async (readPreference) => {
      const from = startOfDay(firstOfMonth(year, month), timeZone);
      const before = startOfDay(firstOfMonth(year, month + 1), timeZone);
      const stages = [{ $group: { _id: null, ...TOTALS } }];
      const [row] = await this.workouts.aggregateFinished<TotalsRow>(userId, { from, before }, stages, {
        readPreference,
      });
      return { year, month, ...toTotals(row) };
    });
  }

  /** The last `count` ISO weeks, also those without a workout, oldest first; the current one is the last. */
  async weekly(userId: string, count: number, now = new Date()): Promise<WeekTotals[]> {
    const answers = await this.cache.open(userId, `weeks:${count}`);
    const timeZone = await answers.timeZone(() => this.users.timezoneOf(userId));
    const last = mondayOf(dayAt(now, timeZone));
    const mondays = Array.from({ length: count }, (_, index): Day => last - 7 * (count - 1 - index));
    return answers.remember(`weeks:${timeZone}:${isoDate(last)}:${count}`, async (readPreference) => {
      const bounds = [...mondays, last + 7].map((day) => startOfDay(day, timeZone));
      const stages: PipelineStage[] = [
        {
          $bucket: {
            groupBy: '$startTime',
            boundaries: bounds,
            output: TOTALS,
          },
        },
      ];
      const rows = await this.workouts.aggregateFinished<TotalsRow & { _id: Date }>(
        userId,
        { from: bounds.at(0), before: bounds.at(-1) },
        stages,
        { readPreference },
      );
      const byStart = new Map(rows.map((row) => [row._id.getTime(), row]));
      return mondays.map((day, index) => ({
        ...isoWeekOf(day),
        weekStart: isoDate(day),
        ...toTotals(byStart.get(bounds[index]?.getTime() ?? NaN)),
      }));
    });
  }

  /**
   * The best mean power at each record duration that any ride reached.
   * @param days how many of the rider's days, the current one included
   */
  async powerCurve(userId: string, days: number, sport: Sport, now = new Date()): Promise<CurvePoint[]> {
    const answers = await this.cache.open(userId, `curve:${days}:${sport}`);
    const timeZone = await answers.timeZone(() => this.users.timezoneOf(userId));
    const today = dayAt(now, timeZone);
    return answers.remember(`curve:${timeZone}:${isoDate(today)}:${days}:${sport}`, async (readPreference) => {
      const from = startOfDay(today - days + 1, timeZone);
      const before = startOfDay(today + 1, timeZone);
      const stages = bestEffortStages(new Map([['power', RECORD_DURATIONS]]));
      const best = await this.workouts.aggregateFinished<BestOfWorkouts>(userId, { from, before, sport }, stages, {
        readPreference,
      });
      return best
        .sort((a, b) => a.duration - b.duration)
        .map((effort) => ({
          duration: effort.duration,
          power: effort.value,
          workoutId: effort.workoutId.toString(),
          achievedAt: achievedAt(effort.startTime, effort).toISOString(),
        }));
    });
  }

  /** Over everything that the rider has finished. */
  async lifetime(userId: string): Promise<LifetimeTotals> {
    return this.cache.remember(userId, 'lifetime', async (readPreference) => {
      const stages = [
        { $group: { _id: null, ...TOTALS, longestDuration: { $max: '$duration' }, latest: { $max: '$startTime' } } },
      ];
      const [row] = await this.workouts.aggregateFinished<TotalsRow & { longestDuration: number; latest: Date }>(
        userId,
        {},
        stages,
        { readPreference },
      );
      return {
        ...toTotals(row),
        longestDuration: row?.longestDuration ?? null,
        lastWorkoutAt: row?.latest.toISOString() ?? null,
      };
    });
  }
}
