import { AnalyticsService } from '#analytics';
import { AnalyticsHttpModule } from '#analytics/http';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { given } from './workouts';

describe('totals', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => (test = await startTestApp('totals', [AnalyticsHttpModule])));
  afterAll(() => test.stop());
  beforeEach(async () => (rider = await test.rider()));

  const get = async (path: string) => (await test.send<unknown>('GET', path, rider)).body;
  const analytics = () => test.app.get(AnalyticsService);

  it('of a month are sums of what is finished, rounded once', async () => {
    const rounding = { totalEnergy: 100.4, totalDistance: 10_000.4, totalAscent: 10.4, trainingStressScore: 33.33 };
    await given(test, rider, [
      { at: '2026-05-01T00:00:00Z', duration: 3600, avgPower: 100, maxPower: 300, ...rounding },
      {
        at: '2026-05-31T23:59:59.999Z',
        status: 'ARCHIVED',
        duration: 7000,
        timerTime: 1800,
        avgPower: 250,
        maxPower: 812.6,
        ...rounding,
      },
      // A run without power is no zero in the mean, and has no score.
      {
        at: '2026-05-10T08:00:00Z',
        sport: 'running',
        duration: 1800,
        avgPower: null,
        maxPower: null,
        ...rounding,
        totalEnergy: null,
        trainingStressScore: null,
      },
      { at: '2026-05-11T08:00:00Z', status: 'DELETED' },
      { at: '2026-05-12T08:00:00Z', status: 'ACTIVE' },
      { at: '2026-05-12T08:00:00Z', status: 'PAUSED' },
      { at: '2026-04-30T23:59:59.999Z' },
      { at: '2026-06-01T00:00:00Z' },
    ]);
    await given(test, await test.rider(), [{ at: '2026-05-05T08:00:00Z' }]);

    expect(await get('analytics/monthly?year=2026&month=5')).toEqual({
      year: 2026,
      month: 5,
      workoutCount: 3,
      totalDuration: 12_400,
      totalEnergy: 201,
      totalDistance: 30_001,
      totalAscent: 31,
      totalTss: 66.7,
      avgPower: 150,
      maxPower: 813,
    });
  });

  it('of a month without workouts are zeros and nulls; without power the watts alone are null', async () => {
    const empty = { workoutCount: 0, totalDuration: 0, totalEnergy: 0, totalDistance: 0, totalAscent: 0, totalTss: 0 };
    expect(await get('analytics/monthly?year=1999&month=2')).toEqual({
      year: 1999,
      month: 2,
      ...empty,
      avgPower: null,
      maxPower: null,
    });
    await given(test, rider, [{ at: '2026-02-10T08:00:00Z', avgPower: null, maxPower: null }]);
    expect(await get('analytics/monthly?year=2026&month=2')).toMatchObject({
      workoutCount: 1,
      avgPower: null,
      maxPower: null,
    });
  });

  it('default to the present month, of the rider', async () => {
    const ahead = await test.rider({ timezone: 'Pacific/Kiritimati' });
    const lastOfYear = new Date('2026-12-31T10:00:00Z');
    expect(await analytics().monthly(rider.id, {}, lastOfYear)).toMatchObject({ year: 2026, month: 12 });
    expect(await analytics().monthly(ahead.id, {}, lastOfYear)).toMatchObject({ year: 2027, month: 1 });
    expect(await analytics().monthly(rider.id, { month: 3 }, lastOfYear)).toMatchObject({ year: 2026, month: 3 });
    const now = new Date();
    expect(await get('analytics/monthly')).toMatchObject({ year: now.getUTCFullYear(), month: now.getUTCMonth() + 1 });
  });

  it('of weeks are there for every week, oldest first, to the present one', async () => {
    const now = new Date('2026-01-07T12:00:00Z');
    await given(test, rider, [
      { at: '2025-12-21T23:59:59Z' },
      { at: '2025-12-22T00:00:00Z', duration: 600, avgPower: 150, trainingStressScore: 10.25 },
      { at: '2025-12-28T23:59:59Z', duration: 1200, avgPower: 300, trainingStressScore: 10.25 },
      { at: '2026-01-05T00:00:00Z' },
      { at: '2026-01-12T00:00:00Z' },
    ]);
    const weeks = await analytics().weekly(rider.id, 3, now);
    expect(weeks.map(({ year, week, weekStart, workoutCount }) => [year, week, weekStart, workoutCount])).toEqual([
      [2025, 52, '2025-12-22', 2],
      [2026, 1, '2025-12-29', 0],
      [2026, 2, '2026-01-05', 1],
    ]);
    expect(weeks[0]).toMatchObject({ totalDuration: 1800, avgPower: 250, totalTss: 20.5 });
    expect(weeks[1]).toMatchObject({ totalDuration: 0, avgPower: null, totalTss: 0 });

    const all = await analytics().weekly(rider.id, 104, now);
    expect(all).toHaveLength(104);
    expect(all.slice(-3)).toEqual(weeks);
    expect(all[0]).toMatchObject({ year: 2024, week: 3, weekStart: '2024-01-15' });
  });

  it('of weeks are eight by default', async () => {
    await given(test, rider, [{ at: new Date() }]);
    const weeks = (await get('analytics/weekly')) as object[];
    expect(weeks).toHaveLength(8);
    expect(weeks[0]).toMatchObject({ workoutCount: 0, totalDuration: 0, avgPower: null, totalTss: 0 });
    expect(Object.keys(weeks[7] ?? {}).sort()).toEqual([
      'avgPower',
      'totalDuration',
      'totalTss',
      'week',
      'weekStart',
      'workoutCount',
      'year',
    ]);
    expect(weeks[7]).toMatchObject({ workoutCount: 1, totalDuration: 3600, avgPower: 200, totalTss: 50 });
  });

  it('of a life count everything that is finished', async () => {
    const nothing = {
      totalWorkouts: 0,
      totalDuration: 0,
      totalDistance: 0,
      totalEnergy: 0,
      totalAscent: 0,
      totalTss: 0,
      longestDuration: null,
      lastWorkoutAt: null,
    };
    const newcomer = await test.rider();
    expect((await test.send('GET', `users/${newcomer.id}/stats`, newcomer)).body).toEqual(nothing);
    await given(test, rider, [
      { at: '2019-05-01T10:00:00Z', duration: 9000 },
      { at: '2026-05-01T10:00:00Z', status: 'ARCHIVED', sport: 'running' },
      { at: '2026-06-01T10:00:00Z', status: 'DELETED', duration: 99_000 },
    ]);
    expect(await get('users/me/stats')).toEqual({
      totalWorkouts: 2,
      totalDuration: 12_600,
      totalDistance: 60_000,
      totalEnergy: 1440,
      totalAscent: 200,
      totalTss: 100,
      longestDuration: 9000,
      lastWorkoutAt: '2026-05-01T10:00:00.000Z',
    });
    expect(await get(`users/${rider.id}/stats`)).toMatchObject({ totalWorkouts: 2 });
    expect(await test.send('GET', `users/${newcomer.id}/stats`, rider)).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
    expect(await test.send('GET', 'users/nobody/stats', rider)).toMatchObject({ status: 400 });
    expect(await test.send('GET', 'users/me/stats')).toMatchObject({ status: 401 });
  });

  it('are refused for what is no month and no number of weeks, naming the field', async () => {
    const fault = async (path: string) => (await test.send('GET', `analytics/${path}`, rider)).body.details;
    expect(await fault('monthly?month=13')).toEqual([{ field: 'month', message: 'must not be greater than 12' }]);
    expect(await fault('monthly?month=0')).toEqual([{ field: 'month', message: 'must not be less than 1' }]);
    expect(await fault('monthly?year=now')).toEqual([{ field: 'year', message: 'must be a whole number' }]);
    expect(await fault('monthly?year=')).toMatchObject([{ field: 'year' }]);
    expect(await fault('weekly?weeks=105')).toMatchObject([{ field: 'weeks' }]);
    expect(await fault('weekly?weeks=1.5')).toMatchObject([{ field: 'weeks' }]);
    expect(await fault('power-curve?days=3651')).toMatchObject([{ field: 'days' }]);
    expect(await fault('power-curve?sport=chess')).toMatchObject([{ field: 'sport' }]);
    expect(await fault('weekly?userId=x')).toEqual([{ field: 'userId', message: 'is not a known field' }]);
  });
});
