import fc from 'fast-check';

import { AnalyticsHttpModule } from '#analytics/http';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { Months } from './months';
import { histories } from './random-histories';
import { given } from './workouts';

const ZONES = ['America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'UTC'];
const NAMES = Array.from({ length: 20 }, (_, index) => new Date(Date.UTC(2024, 8 + index)).toISOString().slice(0, 7));
const ASKED = { months: NAMES, weeks: 84, days: [1, 2, 45, 90, 400, 3650], now: new Date('2026-04-03T02:00:00Z') };
const RUNS = 2;

describe('answers from months that are kept', () => {
  let test: TestApp;
  let months: Months;
  beforeAll(async () => {
    test = await startTestApp('months', [AnalyticsHttpModule]);
    months = new Months(test);
  });
  afterAll(() => test.stop());

  const move = (rider: Rider, timezone: string) => test.send('PATCH', 'users/me', rider, { settings: { timezone } });

  it.each(ZONES)(
    'are those of the workouts, in %s, through removals, changes of sport, new rides and a move',
    async (timeZone) => {
      await fc.assert(
        fc.asyncProperty(histories(timeZone), async (history) => {
          const rider = await test.rider({ timezone: timeZone });
          const ids = await given(test, rider, history);
          const expectAsInWorkouts = (zone = timeZone) => months.expectAsInWorkouts(rider, zone, ASKED);
          // Nothing is kept; some is; everything is.
          await expectAsInWorkouts();
          await expectAsInWorkouts();
          await months.idle();
          expect((await months.kept(rider)).length).toBeGreaterThan(12);
          await expectAsInWorkouts();

          for (const [index, id] of ids.entries()) {
            if (index % 7 === 0) await test.send('DELETE', `workouts/${id}`, rider);
            if (index % 7 === 1) await test.send('PATCH', `workouts/${id}`, rider, { sport: 'running' });
            if (index % 7 === 2) await test.send('POST', `workouts/${id}/archive`, rider);
          }
          await test.finish(rider, { at: '2025-03-09T06:59:59.500Z', power: 280, seconds: 70 });
          await expectAsInWorkouts();
          await months.idle();
          await expectAsInWorkouts();

          const elsewhere = timeZone === 'UTC' ? 'Europe/Zurich' : 'UTC';
          await move(rider, elsewhere);
          await expectAsInWorkouts(elsewhere);
          await months.idle();
          await expectAsInWorkouts(elsewhere);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
    120_000,
  );
});
