import { setTimeout as pause } from 'node:timers/promises';

import { type ClientSession, Types } from 'mongoose';

import { AnalyticsHttpModule } from '#analytics/http';
import { WorkoutParticipants, WorkoutsService } from '#workouts';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { MonthMaker } from '../src/months/month-maker';
import { TrainingMonths } from '../src/months/training-months.service';
import { utcMonthAt } from '../src/months/utc-month';
import { Months } from './months';
import { given } from './workouts';

const AT = new Date('2026-03-10T08:00:00Z');
const MONTH = utcMonthAt(AT);
const ASKED = { months: ['2026-03'], weeks: 8, days: [60], now: new Date('2026-04-10T12:00:00Z') };

/** Two sequences of steps, in an order of theirs: `c` is a step of the change, `m` one of who computes the month. */
function orders(changes: number, makes: number): string[] {
  if (changes === 0) return ['m'.repeat(makes)];
  if (makes === 0) return ['c'.repeat(changes)];
  return [
    ...orders(changes - 1, makes).map((rest) => `c${rest}`),
    ...orders(changes, makes - 1).map((rest) => `m${rest}`),
  ];
}

/** Stops at each step until it is told to go on. */
class Steps {
  private readonly waiting: (() => void)[] = [];
  private allowed = 0;

  reached(): Promise<void> {
    if (this.allowed > 0) {
      this.allowed--;
      return Promise.resolve();
    }
    return new Promise((go) => this.waiting.push(go));
  }

  next(): void {
    const go = this.waiting.shift();
    if (go) go();
    else this.allowed++;
  }
}

/**
 * A ride is deleted in a transaction while somebody computes its month: every order of the steps of both. What must
 * never happen is that afterwards the month is kept as it was before.
 */
describe('a month that is computed while it changes', () => {
  let test: TestApp;
  let rider: Rider;
  let months: Months;
  beforeAll(async () => {
    test = await startTestApp('month-races', [AnalyticsHttpModule]);
    months = new Months(test);
    rider = await test.rider();
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    await months.idle();
    for (const name of ['workouts', 'training_months'])
      await test.connection.collection(name).deleteMany({ userId: new Types.ObjectId(rider.id) });
  });
  afterEach(() => jest.restoreAllMocks());

  /** Marks the ride deleted, takes the month away, commits; from the beginning after a conflict, as the driver does. */
  async function change(id: string, steps: Steps): Promise<void> {
    const workouts = test.app.get(WorkoutsService);
    const workout = { id, userId: rider.id, sport: 'cycling' as const, startTime: AT, bestEfforts: {} };
    const session: ClientSession = await test.connection.startSession();
    await session.withTransaction(
      async () => {
        await steps.reached();
        await workouts.markDeleted(rider.id, id, session);
        await steps.reached();
        await test.app.get(WorkoutParticipants).removed(workout, session);
        await steps.reached();
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
    );
    await session.endSession();
  }

  /** Prepares the month, reads its revision, reads the workouts, keeps what they come to. */
  async function make(steps: Steps): Promise<void> {
    const stored = test.app.get(TrainingMonths);
    const workouts = test.app.get(WorkoutsService);
    const [read, keep] = [workouts.aggregateFinished.bind(workouts), stored.keep.bind(stored)];
    let first = true;
    jest.spyOn(workouts, 'aggregateFinished').mockImplementation(async (...args) => {
      if (first) await steps.reached();
      first = false;
      return read(...args);
    });
    jest.spyOn(stored, 'keep').mockImplementation(async (...args) => {
      await steps.reached();
      await keep(...args);
    });
    await steps.reached();
    await stored.prepare(rider.id, [MONTH]);
    await steps.reached();
    await test.app.get(MonthMaker).make(rider.id, MONTH, 'UTC');
  }

  const starts: [string, () => Promise<unknown>][] = [
    ['is not there', () => Promise.resolve()],
    ['is prepared', () => test.app.get(TrainingMonths).prepare(rider.id, [MONTH])],
    [
      'is kept for another time zone',
      async () => {
        await test.app.get(TrainingMonths).prepare(rider.id, [MONTH]);
        await test.app.get(MonthMaker).make(rider.id, MONTH, 'Asia/Kathmandu');
      },
    ],
  ];
  const cases = starts.flatMap(([name, start]) =>
    orders(3, 4).map((order): [string, string, () => Promise<unknown>] => [name, order, start]),
  );

  it.each(cases)('which %s is never kept as it was: %s', async (_, order, start) => {
    const [id = ''] = await given(test, rider, [
      { at: AT, curve: { 1: 300 } },
      { at: AT, curve: { 1: 200 } },
    ]);
    await start();
    const [changing, making] = [new Steps(), new Steps()];
    const both = [change(id, changing), make(making)];
    for (const step of order) {
      (step === 'c' ? changing : making).next();
      // Long enough for what can be done; what waits for the other one goes on later.
      await pause(12);
    }
    // Whoever met a conflict begins anew.
    const going = setInterval(() => [changing, making].forEach((steps) => steps.next()), 5);
    await Promise.all(both);
    clearInterval(going);
    jest.restoreAllMocks();

    const kept = (await months.of(rider)).get('2026-03')?.content?.days;
    expect(kept ?? [{ workoutCount: 1 }]).toMatchObject([{ workoutCount: 1 }]);
    await months.expectAsInWorkouts(rider, 'UTC', ASKED);
  });

  it('is kept by whoever begins when the change is done, and is gone when the change comes last', async () => {
    const [first = '', second = ''] = await given(test, rider, [{ at: AT }, { at: AT }, { at: AT }]);
    const free = (): Steps => {
      const steps = new Steps();
      for (let step = 0; step < 10; step++) steps.next();
      return steps;
    };
    await change(first, free());
    await make(free());
    expect((await months.of(rider)).get('2026-03')?.content?.days).toMatchObject([{ workoutCount: 2 }]);
    await change(second, free());
    expect(await months.kept(rider)).toEqual([]);
  });

  it('is not kept by who has read it before it was dropped and made again', async () => {
    await given(test, rider, [{ at: AT }]);
    const stored = test.app.get(TrainingMonths);
    await stored.prepare(rider.id, [MONTH]);
    const before = (await months.of(rider)).get('2026-03')?.revision as Types.ObjectId;
    await test.connection.collection('training_months').deleteMany({});
    await stored.prepare(rider.id, [MONTH]);
    await stored.keep(rider.id, MONTH, before, { version: 1, timeZone: 'UTC', days: [], best: {} });
    expect(await months.kept(rider)).toEqual([]);
  });
});
