import { AnalyticsHttpModule } from '#analytics/http';
import { RedisConnections } from '#platform';

import { type ProfiledOperation, profiled } from '../../records/test/query-plans';
import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { Months } from './months';
import { given } from './workouts';

describe('the queries of the analytics', () => {
  let test: TestApp;
  let rider: Rider;
  let months: Months;
  beforeAll(async () => {
    test = await startTestApp('analytics-plans', [AnalyticsHttpModule]);
    months = new Months(test);
    rider = await test.rider();
    const rides = Array.from({ length: 60 }, (_, index) => ({
      at: new Date(Date.now() - index * 20 * 86_400_000 - 1),
      curve: { 1: 500 + index },
    }));
    await given(test, rider, rides);
    await given(test, await test.rider(), rides);
  });
  afterAll(() => test.stop());

  /** Everything that MongoDB does for the answer, and afterwards, with nothing of it in Redis. */
  const operationsFor = async (path: string): Promise<ProfiledOperation[]> => {
    await months.idle();
    const redis = test.app.get(RedisConnections).commands;
    const keys = await redis.keys(`*:analytics:${rider.id}:*`);
    if (keys.length > 0) await redis.del(keys);
    return profiled(test.connection, ['workouts', 'training_months'], async () => {
      await test.send('GET', path, rider);
      await months.idle();
    });
  };
  /** The others are of the background. */
  const isOfTheAnswer = ({ command }: ProfiledOperation): boolean => command.$readPreference !== undefined;
  const of = (operations: readonly ProfiledOperation[], name: string) =>
    operations.filter(({ collection }) => collection === name);

  const questions: [path: string, atMost: number][] = [
    ['analytics/monthly', 2],
    ['analytics/weekly?weeks=8', 4],
    ['analytics/power-curve?days=90', 5],
    ['users/me/stats', 60],
  ];

  it.each(questions)('%s comes from an index and looks at no more than %i workouts', async (path, atMost) => {
    await test.connection.collection('training_months').deleteMany({});
    const operations = await operationsFor(path);
    const asked = of(operations, 'workouts').filter(isOfTheAnswer);

    expect(operations.map(({ planSummary }) => planSummary)).not.toContain('COLLSCAN');
    expect(asked).toHaveLength(1);
    const [{ planSummary, docsExamined, command } = { command: {} }] = asked;
    expect(planSummary).toMatch(/^IXSCAN \{ userId: 1/);
    expect(docsExamined).toBeGreaterThan(0);
    expect(docsExamined).toBeLessThanOrEqual(atMost);
    expect(command.$readPreference).toEqual({ mode: 'secondaryPreferred' });

    const plan = JSON.stringify(
      await test.connection
        .collection('workouts')
        .aggregate(command.pipeline ?? [])
        .explain('queryPlanner'),
    );
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toContain('COLLSCAN');
  });

  it.each([
    ['analytics/monthly', 1, 0],
    ['analytics/weekly?weeks=8', 4, 0],
    // Of the first month that is in the window in part, as far as it is.
    ['analytics/power-curve?days=90', 4, 2],
    // None is kept of the years before the first ride.
    ['analytics/power-curve?days=3650', 121, 0],
  ])('%s reads %i months at most where they are kept, and %i workouts', async (path, mostMonths, mostWorkouts) => {
    await operationsFor(path);
    const operations = await operationsFor(path);
    const [months, ...others] = of(operations, 'training_months').filter(isOfTheAnswer);
    expect(others).toEqual([]);
    expect(months?.planSummary).toMatch(/^(IXSCAN \{ _id: 1 \}|IDHACK|EXPRESS.*)$/);
    expect(months?.docsExamined).toBeGreaterThan(0);
    expect(months?.docsExamined).toBeLessThanOrEqual(mostMonths);
    const workouts = of(operations, 'workouts').filter(isOfTheAnswer);
    const examined = workouts.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0);
    expect(examined).toBeLessThanOrEqual(mostWorkouts);
  });
});
