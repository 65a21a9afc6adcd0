import { AnalyticsService } from '#analytics';
import { AnalyticsHttpModule } from '#analytics/http';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { given } from './workouts';

describe('the power curve', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => (test = await startTestApp('curve', [AnalyticsHttpModule])));
  afterAll(() => test.stop());
  beforeEach(async () => (rider = await test.rider({ timezone: 'America/New_York' })));

  const now = new Date('2026-03-10T03:30:00Z'); // the evening of the 9th there, the day after the clocks changed
  const curve = (days: number) => test.app.get(AnalyticsService).powerCurve(rider.id, days, 'cycling', now);

  it('is the best of the window at each duration that was reached, the first of equals', async () => {
    const [old, sprint, long, first] = await given(test, rider, [
      { at: '2025-11-01T12:00:00Z', curve: { 1: 1500, 5: 1200 } },
      { at: '2026-03-08T15:00:00Z', curve: { 1: 900.26, 5: 700, 60: 300 } },
      { at: '2026-03-01T15:00:00Z', status: 'ARCHIVED', curve: { 1: 600, 60: 300.004, 300: 250 } },
      { at: '2026-02-01T15:00:00Z', curve: { 300: 250 } },
      { at: '2026-03-02T15:00:00Z', curve: { 1: 2000 }, sport: 'running' },
      { at: '2026-03-03T15:00:00Z', curve: { 1: 2000 }, status: 'DELETED' },
    ]);
    await given(test, await test.rider(), [{ at: '2026-03-05T15:00:00Z', curve: { 1: 2000 } }]);

    expect(await curve(90)).toEqual([
      { duration: 1, power: 900.26, workoutId: sprint, achievedAt: '2026-03-08T15:00:21.000Z' },
      { duration: 5, power: 700, workoutId: sprint, achievedAt: '2026-03-08T15:00:25.000Z' },
      { duration: 60, power: 300.004, workoutId: long, achievedAt: '2026-03-01T15:01:20.000Z' },
      { duration: 300, power: 250, workoutId: first, achievedAt: '2026-02-01T15:05:20.000Z' },
    ]);
    expect((await curve(365))[0]).toMatchObject({ duration: 1, power: 1500, workoutId: old });
  });

  it("has a window of the rider's own days, the present one included", async () => {
    await given(test, rider, [
      { at: '2026-03-09T03:59:59Z', curve: { 1: 800 } },
      { at: '2026-03-09T04:00:00Z', curve: { 1: 700 } },
      // The clocks changed on the 8th: it began at five.
      { at: '2026-03-08T04:59:59Z', curve: { 1: 900 } },
    ]);
    expect((await curve(1))[0]?.power).toBe(700);
    expect((await curve(2))[0]?.power).toBe(800);
    expect((await curve(3))[0]?.power).toBe(900);
  });

  it('shows a tenth of a watt, is per sport, and empty where nothing was ridden', async () => {
    const get = async (query = '') => (await test.send<unknown[]>('GET', `analytics/power-curve${query}`, rider)).body;
    expect(await get('?days=7')).toEqual([]);
    const at = new Date(Date.now() - 60_000).toISOString();
    const [ride, run] = await given(test, rider, [
      { at, curve: { 5: 700.25 } },
      { at, curve: { 5: 300 }, sport: 'running' },
    ]);
    expect(await get()).toEqual([
      { duration: 5, power: 700.3, workoutId: ride, achievedAt: expect.any(String) as string },
    ]);
    expect(await get('?days=30&sport=running')).toMatchObject([{ duration: 5, power: 300, workoutId: run }]);
  });
});
