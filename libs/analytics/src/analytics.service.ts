import { Injectable } from '@nestjs/common';

import { achievedAt } from '#records';
import { UsersService } from '#users';
import { type Sport, WorkoutsService } from '#workouts';

import { AnalyticsCache } from './analytics-cache';
import { type Day, firstOfMonth, isoDate, isoWeekOf, mondayOf, monthOf } from './calendar';
import { TrainingBests } from './months/training-bests';
import { TrainingTotals } from './months/training-totals';
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
    private readonly totals: TrainingTotals,
    private readonly bests: TrainingBests,
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
      const days = [firstOfMonth(year, month), firstOfMonth(year, month + 1)];
      const [row] = await this.totals.ofPeriods(userId, days, timeZone, readPreference);
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
      const rows = await this.totals.ofPeriods(userId, [...mondays, last + 7], timeZone, readPreference);
      return mondays.map((day, index) => ({
        ...isoWeekOf(day),
        weekStart: isoDate(day),
        ...toTotals(rows[index]),
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
      const best = await this.bests.powerOf(userId, { from, before }, sport, readPreference);
      return best.map((effort) => ({
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
