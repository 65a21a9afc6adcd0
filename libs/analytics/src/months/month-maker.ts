import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type PipelineStage } from 'mongoose';

import { RECORD_DURATIONS } from '#metrics';
import { inSnapshot } from '#platform';
import { bestEffortStages, type BestOfSport } from '#records';
import { WorkoutsService } from '#workouts';

import { TOTALS, type TotalsRow } from '../totals';
import { daysOfUtcMonth } from './days-of-month';
import { CONTENT_VERSION, type DayTotals, type MonthContent } from './training-month.schema';
import { TrainingMonths } from './training-months.service';
import { startOfUtcMonth, type UtcMonth } from './utc-month';

/**
 * Computes months from their workouts. The revision and the workouts are read from one snapshot, so that a change is
 * either in both or in neither; in the latter case the month has another revision by the time it would be kept, or the
 * change comes after and takes the content away.
 */
@Injectable()
export class MonthMaker {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly months: TrainingMonths,
    private readonly workouts: WorkoutsService,
  ) {}

  /** Of a month that is prepared; nothing where it is kept already. */
  async make(userId: string, month: UtcMonth, timeZone: string): Promise<void> {
    const made = await inSnapshot(this.connection, async (session) => {
      const revision = await this.months.revisionToMake(userId, month, timeZone, session);
      return revision && { revision, content: await this.contentOf(userId, month, timeZone, session) };
    });
    if (made) await this.months.keep(userId, month, made.revision, made.content);
  }

  private async contentOf(
    userId: string,
    month: UtcMonth,
    timeZone: string,
    session: ClientSession,
  ): Promise<MonthContent> {
    const window = { from: startOfUtcMonth(month), before: startOfUtcMonth(month + 1) };
    const days = daysOfUtcMonth(month, timeZone);
    const boundaries = [...days.map(({ from }) => from), window.before];
    const byDay: PipelineStage[] = [{ $bucket: { groupBy: '$startTime', boundaries, output: TOTALS } }];
    const totals = await this.workouts.aggregateFinished<TotalsRow & { _id: Date }>(userId, window, byDay, { session });
    const dayFrom = new Map(days.map(({ day, from }) => [from.getTime(), day]));

    const bySport = bestEffortStages(new Map([['power', RECORD_DURATIONS]]), 'sport');
    const efforts = await this.workouts.aggregateFinished<BestOfSport>(userId, window, bySport, { session });
    const best: MonthContent['best'] = {};
    efforts.sort((a, b) => a.duration - b.duration);
    for (const { sport, duration, value, startOffset, workoutId, startTime } of efforts)
      (best[sport] ??= []).push({ duration, value, startOffset, workoutId, startTime });

    return {
      version: CONTENT_VERSION,
      timeZone,
      days: totals.map(({ _id, ...row }): DayTotals => ({ day: dayFrom.get(_id.getTime()) ?? NaN, ...row })),
      best,
    };
  }
}
