import { AnalyticsHttpModule } from '#analytics/http';

import { profiled } from '../../records/test/query-plans';
import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { given } from './workouts';

describe('the queries of the analytics', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => {
    test = await startTestApp('analytics-plans', [AnalyticsHttpModule]);
    rider = await test.rider();
    const rides = Array.from({ length: 60 }, (_, index) => ({
      at: new Date(Date.now() - index * 20 * 86_400_000 - 1),
      curve: { 1: 500 + index },
    }));
    await given(test, rider, rides);
    await given(test, await test.rider(), rides);
  });
  afterAll(() => test.stop());

  it.each([
    ['analytics/monthly', 2],
    ['analytics/weekly?weeks=8', 4],
    ['analytics/power-curve?days=90', 5],
    ['users/me/stats', 60],
  ])('%s comes from an index and looks at no more than %i workouts', async (path, atMost) => {
    const operations = await profiled(test.connection, ['workouts'], () => test.send('GET', path, rider));

    expect(operations).toHaveLength(1);
    const [{ planSummary, docsExamined, command } = { command: {} }] = operations;
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
});
