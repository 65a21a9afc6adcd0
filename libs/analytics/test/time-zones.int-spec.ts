import { Types } from 'mongoose';

import { AnalyticsService } from '#analytics';
import { AnalyticsHttpModule } from '#analytics/http';

import { startTestApp, type TestApp } from '../../records/test/test-app';
import { startOfDay } from '../src/time-zone';
import { given } from './workouts';

const HOUR = 3_600_000;
const ZONES = ['America/New_York', 'Europe/Zurich', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe', 'UTC'];

/** Every 13 h over two years, and a moment before and at each half hour around some critical nights. */
function moments(from: string, nights: readonly string[]): Date[] {
  const regular = Array.from({ length: 1400 }, (_, step) => Date.parse(from) + step * 13 * HOUR);
  const critical = nights.flatMap((night) =>
    Array.from({ length: 80 }, (_, half) => Date.parse(night) + (half - 40) * (HOUR / 2)).flatMap((at) => [at - 1, at]),
  );
  return [...regular, ...critical].map((at) => new Date(at));
}

/** MongoDB has a calendar and time zones of its own: what it says is held against what ours says. */
describe('months and weeks in time zones', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('zones', [AnalyticsHttpModule])));
  afterAll(() => test.stop());

  async function counts(userId: string, timezone: string, iso8601: boolean): Promise<Map<string, number>> {
    const parts = { $dateToParts: { date: '$startTime', timezone, iso8601 } };
    const key = iso8601 ? ['$parts.isoWeekYear', '$parts.isoWeek'] : ['$parts.year', '$parts.month'];
    const rows = await test.connection
      .collection('workouts')
      .aggregate<{ _id: number[]; count: number }>([
        { $match: { userId: new Types.ObjectId(userId) } },
        { $set: { parts } },
        { $group: { _id: key, count: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, count }) => [_id.join('-'), count]));
  }

  it.each(ZONES)('agree with MongoDB in %s', async (timezone) => {
    const nights = [
      '2025-01-01',
      '2025-03-09',
      '2025-03-30',
      '2025-04-06',
      '2025-11-01',
      '2025-12-29',
      '2026-01-01',
      '2026-03-01',
      '2026-11-02',
    ];
    const rider = await test.rider({ timezone });
    await given(
      test,
      rider,
      moments('2024-12-25T00:00:00Z', nights).map((at) => ({ at })),
    );
    const analytics = test.app.get(AnalyticsService);

    const byMonth = await counts(rider.id, timezone, false);
    expect(byMonth.size).toBeGreaterThan(22);
    for (const [month, count] of byMonth) {
      const [year, number] = month.split('-').map(Number);
      expect([month, (await analytics.monthly(rider.id, { year, month: number })).workoutCount]).toEqual([
        month,
        count,
      ]);
    }
    const weeks = await analytics.weekly(rider.id, 104, new Date('2026-12-31T00:00:00Z'));
    const byWeek = await counts(rider.id, timezone, true);
    const found = weeks.filter(({ workoutCount }) => workoutCount > 0);
    expect(found.length).toBeGreaterThan(95);
    for (const { year, week, workoutCount } of found) {
      expect([year, week, workoutCount]).toEqual([year, week, byWeek.get(`${year}-${week}`)]);
    }
  });

  it.each(ZONES)('begin their days with MongoDB in %s', async (timezone) => {
    const days = Array.from({ length: 2600 }, (_, index) => Date.parse('2005-12-25') / (24 * HOUR) + index * 3);
    const rows = await test.connection
      .collection('users')
      .aggregate<{ starts: { day: number; start: Date }[] }>([
        { $limit: 1 },
        {
          $project: {
            starts: {
              $map: {
                input: days,
                in: {
                  day: '$$this',
                  start: {
                    $dateFromString: {
                      dateString: {
                        $dateToString: {
                          date: { $toDate: { $multiply: ['$$this', { $toLong: 24 * HOUR }] } },
                          format: '%Y-%m-%d',
                        },
                      },
                      timezone,
                    },
                  },
                },
              },
            },
          },
        },
      ])
      .toArray();
    const starts = rows[0]?.starts ?? [];
    expect(starts).toHaveLength(days.length);
    const differing = starts.filter(({ day, start }) => startOfDay(day, timezone).getTime() !== start.getTime());
    expect(differing).toEqual([]);
  });

  it('count a ride where the rider lives, also after a move', async () => {
    const rider = await test.rider({ timezone: 'Europe/Zurich' });
    // Half past midnight on 1 November in Zurich, the evening before in New York: on the last day of summer time there.
    await given(test, rider, [{ at: '2026-10-31T23:30:00Z' }]);
    const count = async (month: number) =>
      (await test.send<{ workoutCount: number }>('GET', `analytics/monthly?year=2026&month=${month}`, rider)).body
        .workoutCount;

    expect([await count(10), await count(11)]).toEqual([0, 1]);
    await test.send('PATCH', 'users/me', rider, { settings: { timezone: 'America/New_York' } });
    expect([await count(10), await count(11)]).toEqual([1, 0]);
  });

  it('have one day less where the date line moved', async () => {
    const rider = await test.rider({ timezone: 'Pacific/Apia' });
    const analytics = test.app.get(AnalyticsService);
    await given(test, rider, [
      { at: '2011-12-30T09:59:59Z' },
      { at: '2011-12-30T10:00:00Z' },
      { at: '2011-12-31T09:59:59Z' },
      { at: '2011-12-31T10:00:00Z' },
    ]);

    expect(await analytics.monthly(rider.id, { year: 2011, month: 12 })).toMatchObject({ workoutCount: 3 });
    expect(await analytics.monthly(rider.id, { year: 2012, month: 1 })).toMatchObject({ workoutCount: 1 });
    const weeks = await analytics.weekly(rider.id, 2, new Date('2012-01-03T00:00:00Z'));
    expect(weeks.map(({ year, week, weekStart, workoutCount }) => [year, week, weekStart, workoutCount])).toEqual([
      [2011, 52, '2011-12-26', 4],
      [2012, 1, '2012-01-02', 0],
    ]);
  });
});
