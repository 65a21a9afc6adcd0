import { Types } from 'mongoose';

import { type Rider, type TestApp } from '../../records/test/test-app';
import { AnalyticsCache } from '../src/analytics-cache';
import { AnalyticsService } from '../src/analytics.service';
import { MonthUpkeep } from '../src/months/month-upkeep';
import { type TrainingMonth } from '../src/months/training-month.schema';
import { DirectAnswers } from './direct-answers';

/** What sums may differ by: floating sums depend on the order of what is added. */
const RELATIVE = 1e-9;

/** What is kept of riders' months, and whether the answers that are made of it are those of the workouts. */
export class Months {
  private readonly direct: DirectAnswers;

  constructor(private readonly test: TestApp) {
    this.direct = new DirectAnswers(test.connection);
  }

  /** When nothing is left to compute in the background. */
  idle(): Promise<void> {
    return this.test.app.get(MonthUpkeep).idle();
  }

  /** By name, YYYY-MM. */
  async of(rider: Rider): Promise<Map<string, TrainingMonth>> {
    const found = await this.test.connection
      .collection<TrainingMonth>('training_months')
      .find({ userId: new Types.ObjectId(rider.id) })
      .sort({ _id: 1 })
      .toArray();
    return new Map(found.map((month) => [month._id.split(':')[1] ?? '', month]));
  }

  /** The names of those that need no workouts to be read. */
  async kept(rider: Rider): Promise<string[]> {
    return [...(await this.of(rider))].flatMap(([name, { content }]) => (content ? [name] : []));
  }

  /** Forgets what Redis has, asks, and holds the answers against what the workouts come to. */
  async expectAsInWorkouts(
    rider: Rider,
    timeZone: string,
    asked: { months: readonly string[]; weeks: number; days: readonly number[]; now: Date },
  ): Promise<void> {
    const of = { id: rider.id, timeZone };
    const analytics = this.test.app.get(AnalyticsService);
    await this.test.app.get(AnalyticsCache).drop({ userId: rider.id });
    for (const name of asked.months) {
      const [year, month] = name.split('-').map(Number) as [number, number];
      same(await analytics.monthly(rider.id, { year, month }), await this.direct.monthly(of, year, month), name);
    }
    const { now, weeks, days } = asked;
    same(await analytics.weekly(rider.id, weeks, now), await this.direct.weekly(of, weeks, now), `${weeks} weeks`);
    for (const sport of ['cycling', 'running'] as const)
      for (const count of days)
        expect([sport, count, await analytics.powerCurve(rider.id, count, sport, now)]).toEqual([
          sport,
          count,
          await this.direct.powerCurve(of, count, sport, now),
        ]);
  }
}

/** The same but for the last bits of sums. */
function same(answer: object, direct: object, what: string): void {
  const [ours, theirs]: [number[], number[]] = [[], []];
  expect([what, shapeOf(answer, ours)]).toEqual([what, shapeOf(direct, theirs)]);
  const apart = theirs.filter((value, at) => Math.abs(value - (ours[at] ?? NaN)) > RELATIVE * Math.abs(value));
  expect([what, apart]).toEqual([what, []]);
}

/** Everything but the numbers, which go into the list. */
function shapeOf(value: object, numbers: number[]): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'number' ? `number ${numbers.push(inner)}` : inner,
  );
}
