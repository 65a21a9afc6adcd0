import { setTimeout as pause } from 'node:timers/promises';

import { Types } from 'mongoose';

import { WorkoutParticipants } from '#workouts';

import { type RecordResponse } from '../src/http/record-response.dto';
import { type FinishedRide, type Ride, type Rider, startTestApp, type TestApp } from './test-app';

describe('records whose holder leaves', () => {
  let test: TestApp;
  let rider: Rider;
  let gate: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    test = await startTestApp('fall-back');
    test.app.get(WorkoutParticipants).register({
      onFinished: () => Promise.resolve([]),
      onRemoved: async () => gate?.(),
    });
  });
  afterAll(() => test.stop());
  beforeEach(async () => (rider = await test.rider()));

  const ride = (values: Ride): Promise<FinishedRide> => test.finish(rider, values);
  const remove = async ({ id }: { id: string }) => {
    expect(await test.send('DELETE', `workouts/${id}`, rider)).toMatchObject({ status: 200 });
  };
  const chain = async (sport = 'cycling', duration = 10) => {
    const query = `metric=power&duration=${duration}&sport=${sport}`;
    const { body } = await test.send<RecordResponse[]>('GET', `records/history?${query}`, rider);
    return body.map(({ value, workoutId }) => [value, workoutId]);
  };

  it('fall back to who held it before', async () => {
    const first = await ride({ power: 200 });
    const second = await ride({ power: 250 });
    await remove(second);
    expect(await chain()).toEqual([[200, first.id]]);
    const { body } = await test.send<RecordResponse[]>('GET', 'records?metric=power', rider);
    expect(body.map(({ previousValue, improvement }) => [previousValue, improvement])).toEqual(
      Array(3).fill([null, null]),
    );
  });

  it('fall to the next best, also if that one never held it', async () => {
    const first = await ride({ power: 200 });
    const best = await ride({ power: 300, seconds: 16 });
    const runnerUp = await ride({ power: 280, at: '2026-04-01T08:00:00Z' });
    await ride({ power: 270 });
    await remove(best);

    expect(await chain()).toEqual([
      [280, runnerUp.id],
      [200, first.id],
    ]);
    const { body } = await test.send<RecordResponse[]>('GET', 'records?metric=power', rider);
    expect(
      body.map(({ duration, achievedAt, previousValue, improvement }) => [
        duration,
        achievedAt,
        previousValue,
        improvement,
      ]),
    ).toEqual([
      [1, '2026-04-01T08:00:01.000Z', 200, 40],
      [5, '2026-04-01T08:00:05.000Z', 200, 40],
      [10, '2026-04-01T08:00:10.000Z', 200, 40],
    ]);
  });

  it('of two that are equally next, fall to the earlier ride', async () => {
    const best = await ride({ power: 300 });
    await ride({ power: 250, at: '2026-04-02T08:00:00Z' });
    const earlier = await ride({ power: 250, at: '2026-04-01T08:00:00Z' });
    await remove(best);
    expect(await chain()).toEqual([[250, earlier.id]]);
  });

  it('stay when one leaves who holds none; the history forgets it', async () => {
    const first = await ride({ power: 200 });
    const second = await ride({ power: 220 });
    const third = await ride({ power: 250 });
    const never = await ride({ power: 210 });
    await remove(never);
    expect(await chain()).toHaveLength(3);
    await remove(second);
    expect(await chain()).toEqual([
      [250, third.id],
      [200, first.id],
    ]);
  });

  it('are gone when nobody is left', async () => {
    const only = await ride({ power: 200 });
    const unfinished = await test.begin(rider, { power: 300 });
    await remove(only);
    await remove({ id: unfinished });
    expect(await chain()).toEqual([]);
    expect((await test.send('GET', 'records', rider)).body).toEqual([]);
    expect(
      await test.connection.collection('personal_records').countDocuments({ userId: new Types.ObjectId(rider.id) }),
    ).toBe(0);
  });

  it('count archived rides', async () => {
    const first = await ride({ power: 200 });
    const second = await ride({ power: 250 });
    await test.send('POST', `workouts/${first.id}/archive`, rider);
    await remove(second);
    expect(await chain()).toEqual([[200, first.id]]);
  });

  it('move with a ride that was another sport, and back', async () => {
    const run = await ride({ power: 180, sport: 'running' });
    const first = await ride({ power: 200 });
    const second = await ride({ power: 250 });
    const change = (sport: string) =>
      test.send<{ workout: FinishedRide }>('PATCH', `workouts/${second.id}`, rider, { sport });

    const { body } = await change('running');
    expect(body.workout.personalRecords.map(({ value }) => value)).toEqual([250, 250, 250]);
    expect(await chain()).toEqual([[200, first.id]]);
    expect(await chain('running')).toEqual([
      [250, second.id],
      [180, run.id],
    ]);
    await change('cycling');
    expect(await chain()).toEqual([
      [250, second.id],
      [200, first.id],
    ]);
    expect(await chain('running')).toEqual([[180, run.id]]);
  });

  /** Deletes the ride, and while that is done but not committed, begins something else. */
  const whileDeleting = async (holder: { id: string }, meanwhile: () => Promise<unknown>) => {
    let other: Promise<unknown> | undefined;
    gate = async () => {
      gate = null;
      other = meanwhile();
      await pause(150);
    };
    await remove(holder);
    await other;
  };

  it('do not go to a ride that is being deleted too', async () => {
    const first = await ride({ power: 100 });
    const [best, next] = [await ride({ power: 300 }), await ride({ power: 200 })];
    await whileDeleting(best, () => remove(next));
    expect(await chain()).toEqual([[100, first.id]]);
  });

  it('go to a ride that is being completed', async () => {
    const best = await ride({ power: 300 });
    const next = await test.begin(rider, { power: 200 });
    await whileDeleting(best, () => test.complete(rider, next));
    expect(await chain()).toEqual([[200, next]]);
  });
});
