import { type Connection, type mongo, Types } from 'mongoose';

import { TOTALS } from '#analytics';
import { RECORD_DURATIONS } from '#metrics';
import { achievedAt, bestEffortStages, type BestOfWorkouts } from '#records';
import { FINISHED, type Sport } from '#workouts';

import { firstOfMonth, isoDate, isoWeekOf, mondayOf } from '../src/calendar';
import { dayAt, startOfDay } from '../src/time-zone';
import { type TotalsRow, toTotals } from '../src/totals';

/** Whose workouts, and where the rider's days begin. */
interface Of {
  id: string;
  timeZone: string;
}

/** The answers of the analytics, each by one aggregation over all workouts of its window, and nothing that is kept. */
export class DirectAnswers {
  constructor(private readonly connection: Connection) {}

  async monthly({ id, timeZone }: Of, year: number, month: number): Promise<object> {
    const [from, before] = [firstOfMonth(year, month), firstOfMonth(year, month + 1)].map((day) =>
      startOfDay(day, timeZone),
    ) as [Date, Date];
    const [row] = await this.aggregate<TotalsRow>(id, { from, before }, [{ $group: { _id: null, ...TOTALS } }]);
    return { year, month, ...toTotals(row) };
  }

  async weekly({ id, timeZone }: Of, count: number, now: Date): Promise<object[]> {
    const last = mondayOf(dayAt(now, timeZone));
    const mondays = Array.from({ length: count }, (_, index) => last - 7 * (count - 1 - index));
    const bounds = [...mondays, last + 7].map((day) => startOfDay(day, timeZone));
    const rows = await this.aggregate<TotalsRow & { _id: Date }>(
      id,
      { from: bounds[0] as Date, before: bounds.at(-1) as Date },
      [{ $bucket: { groupBy: '$startTime', boundaries: bounds, output: TOTALS } }],
    );
    const byStart = new Map(rows.map((row) => [row._id.getTime(), row]));
    return mondays.map((day, index) => ({
      ...isoWeekOf(day),
      weekStart: isoDate(day),
      ...toTotals(byStart.get(bounds[index]?.getTime() ?? NaN)),
    }));
  }

  async powerCurve({ id, timeZone }: Of, days: number, sport: Sport, now: Date): Promise<object[]> {
    const today = dayAt(now, timeZone);
    const window = { from: startOfDay(today - days + 1, timeZone), before: startOfDay(today + 1, timeZone) };
    const stages = bestEffortStages(new Map([['power', RECORD_DURATIONS]]));
    const best = await this.aggregate<BestOfWorkouts>(id, window, [{ $match: { sport } }, ...stages]);
    return best
      .sort((a, b) => a.duration - b.duration)
      .map((effort) => ({
        duration: effort.duration,
        power: effort.value,
        workoutId: effort.workoutId.toString(),
        achievedAt: achievedAt(effort.startTime, effort).toISOString(),
      }));
  }

  private aggregate<Row extends mongo.Document>(
    id: string,
    { from, before }: { from: Date; before: Date },
    stages: mongo.Document[],
  ): Promise<Row[]> {
    const userId = new Types.ObjectId(id);
    const $match = { userId, status: { $in: [...FINISHED] }, startTime: { $gte: from, $lt: before } };
    return this.connection
      .collection('workouts')
      .aggregate<Row>([{ $match }, ...stages])
      .toArray();
  }
}
