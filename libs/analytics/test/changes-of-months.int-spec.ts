import { Logger } from '@nestjs/common';

import { AnalyticsHttpModule } from '#analytics/http';
import { WorkoutCompletion, WorkoutParticipants } from '#workouts';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { MonthMaker } from '../src/months/month-maker';
import { MonthUpkeep } from '../src/months/month-upkeep';
import { Months } from './months';
import { given } from './workouts';

const ASKED = { months: ['2026-03', '2026-04'], weeks: 60, days: [400], now: new Date('2026-04-30T12:00:00Z') };
const RIDE = { at: '2026-03-10T08:00:00Z', power: 200 };

/** Whatever changes what a finished workout counts for takes its month away in the same transaction. */
describe('a month that is kept', () => {
  let test: TestApp;
  let rider: Rider;
  let months: Months;
  let fail = false;
  beforeAll(async () => {
    test = await startTestApp('month-changes', [AnalyticsHttpModule]);
    months = new Months(test);
    const last = () => (fail ? Promise.reject(new Error('refused by the last participant')) : Promise.resolve());
    test.app.get(WorkoutParticipants).register({
      onFinished: async () => {
        await last();
        return [];
      },
      onRemoved: last,
    });
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    fail = false;
    rider = await test.rider();
  });
  afterEach(() => jest.restoreAllMocks());

  /** A month with two rides, and one with another, all computed. */
  const keep = async (): Promise<string[]> => {
    const ids = [await test.finish(rider, RIDE), await test.finish(rider, { ...RIDE, power: 300 })].map(({ id }) => id);
    await test.finish(rider, { at: '2026-04-10T08:00:00Z', power: 250 });
    await expectTruth();
    await months.idle();
    expect(await months.kept(rider)).toEqual(expect.arrayContaining(['2026-03', '2026-04']));
    // From here on nothing is computed in the background, so that what a change leaves can be seen.
    jest.spyOn(test.app.get(MonthUpkeep), 'lacking').mockImplementation();
    return ids;
  };
  const expectTruth = () => months.expectAsInWorkouts(rider, 'UTC', ASKED);
  const keptOfTwo = async () => (await months.kept(rider)).filter((name) => /2026-0[34]/.test(name));

  const changes: [string, (id: string) => Promise<unknown>][] = [
    ['a completion', () => test.finish(rider, { ...RIDE, power: 400 })],
    [
      'a completion by housekeeping, of a rider who has vanished',
      async () => {
        const id = await test.begin(rider, { ...RIDE, power: 400 });
        const options = { archiveTelemetry: true, abandoned: true };
        await test.app.get(WorkoutCompletion).complete(rider.id, id, options);
      },
    ],
    ['a deletion', (id) => test.send('DELETE', `workouts/${id}`, rider)],
    ['another sport', (id) => test.send('PATCH', `workouts/${id}`, rider, { sport: 'running' })],
  ];

  it.each(changes)('goes with %s, and no other does', async (_, change) => {
    const [id = ''] = await keep();
    await change(id);
    expect(await keptOfTwo()).toEqual(['2026-04']);
    await expectTruth();
  });

  it.each(changes)('stays, with its revision, where %s is undone', async (_, change) => {
    const [id = ''] = await keep();
    const before = await months.of(rider);
    fail = true;
    await Promise.resolve(change(id)).catch(() => undefined);
    fail = false;
    expect(await months.of(rider)).toEqual(before);
    await expectTruth();
  });

  it.each([
    ['another title', (id: string) => test.send('PATCH', `workouts/${id}`, rider, { title: 'Hills' })],
    ['its workout put away', (id: string) => test.send('POST', `workouts/${id}/archive`, rider)],
    ['another FTP', () => test.send('PATCH', 'users/me', rider, { ftp: 300 })],
    [
      'an unfinished workout deleted',
      async () => test.send('DELETE', `workouts/${await test.begin(rider, RIDE)}`, rider),
    ],
  ])('stays with %s: no number changes', async (_, change) => {
    const [id = ''] = await keep();
    await change(id);
    expect(await keptOfTwo()).toEqual(['2026-03', '2026-04']);
    await expectTruth();
  });

  it('is computed again in the background after each change', async () => {
    const { id } = await test.finish(rider, RIDE);
    await months.idle();
    expect((await months.of(rider)).get('2026-03')?.content?.days).toMatchObject([{ workoutCount: 1 }]);
    await test.finish(rider, { ...RIDE, sport: 'running' });
    await months.idle();
    expect((await months.of(rider)).get('2026-03')?.content?.days).toMatchObject([{ workoutCount: 2 }]);
    await test.send('DELETE', `workouts/${id}`, rider);
    await months.idle();
    const { content } = (await months.of(rider)).get('2026-03') ?? {};
    expect(content?.days).toMatchObject([{ workoutCount: 1 }]);
    expect(Object.keys(content?.best ?? {})).toEqual(['running']);
  });

  it('lets ten rides of one month be completed at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, index) => test.begin(rider, { ...RIDE, power: 200 + index })),
    );
    await Promise.all(ids.map((id) => test.complete(rider, id)));
    await expectTruth();
    await months.idle();
    expect((await months.of(rider)).get('2026-03')?.content?.days).toMatchObject([{ workoutCount: 10 }]);
    await expectTruth();
  });

  it('is not needed: where it cannot be computed, answers come from the workouts, and the log says so once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const make = jest.spyOn(test.app.get(MonthMaker), 'make').mockRejectedValue(new Error('no room'));
    for (const power of [200, 300]) {
      await test.finish(rider, { ...RIDE, power });
      await expectTruth();
      await months.idle();
    }
    expect(await months.kept(rider)).toEqual([]);
    expect(warn.mock.calls.filter(([text]) => /months of training: Error: no room/.test(String(text)))).toHaveLength(1);
    make.mockRestore();
    await expectTruth();
    await months.idle();
    expect(await keptOfTwo()).toEqual(['2026-03', '2026-04']);
  });

  it('may be dropped at any time', async () => {
    await keep();
    await test.connection.collection('training_months').drop();
    await expectTruth();
    jest.restoreAllMocks();
    await expectTruth();
    await months.idle();
    expect(await keptOfTwo()).toEqual(['2026-03', '2026-04']);
  });

  it('is kept neither for a newcomer nor for the time before the first ride or the future', async () => {
    await expectTruth();
    await months.idle();
    expect(await months.of(rider)).toEqual(new Map());
    await given(test, rider, [{ at: '2025-11-05T08:00:00Z' }, { at: '2026-02-05T08:00:00Z' }]);
    await months.expectAsInWorkouts(rider, 'UTC', { ...ASKED, months: ['2025-09', '2026-03', '2199-01'] });
    await months.idle();
    const kept = await months.kept(rider);
    expect(kept.slice(0, 5)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02', '2026-03']);
    expect((await months.of(rider)).size).toBe(kept.length);
    expect(kept).not.toContain('2199-01');
  });
});
