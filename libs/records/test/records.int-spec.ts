import { type RecordResponse } from '../src/http/record-response.dto';
import { type FinishedRide, type Ride, type Rider, startTestApp, type TestApp } from './test-app';

const seconds = (from: Date, count: number): string => new Date(from.getTime() + count * 1000).toISOString();

describe('records', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => (test = await startTestApp('records')));
  afterAll(() => test.stop());
  beforeEach(async () => (rider = await test.rider()));

  const ride = (values: Ride): Promise<FinishedRide> => test.finish(rider, values);
  const records = async (query = '') => (await test.send<RecordResponse[]>('GET', `records${query}`, rider)).body;
  const tenSeconds = async (sport = 'cycling') =>
    (await records(`?metric=power&sport=${sport}`)).find(({ duration }) => duration === 10);
  const history = async (sport = 'cycling') => {
    const query = `metric=power&duration=10&sport=${sport}`;
    return (await test.send<RecordResponse[]>('GET', `records/history?${query}`, rider)).body;
  };
  const chain = async (sport?: string) => (await history(sport)).map(({ value, workoutId }) => [value, workoutId]);

  it('are set by the first ride at every duration that it reaches', async () => {
    const first = await ride({ power: 200, heartrate: 140, seconds: 12, at: '2026-05-01T10:00:00Z' });

    expect(first.personalRecords).toEqual([
      ...[1, 5, 10].map((duration) => ({ metric: 'power', duration, value: 200 })),
      ...[1, 5, 10].map((duration) => ({ metric: 'heartrate', duration, value: 140 })),
    ]);
    const all = await records();
    expect(all.map(({ metric, duration }) => `${metric} ${duration}`)).toEqual([
      'power 1',
      'power 5',
      'power 10',
      'heartrate 1',
      'heartrate 5',
      'heartrate 10',
    ]);
    expect(all[2]).toEqual({
      metric: 'power',
      sport: 'cycling',
      duration: 10,
      value: 200,
      workoutId: first.id,
      achievedAt: '2026-05-01T10:00:10.000Z',
      previousValue: null,
      improvement: null,
    });
    expect((await records('?metric=heartrate')).map(({ metric }) => metric)).toEqual(Array(3).fill('heartrate'));
  });

  it('fall to strictly larger values alone, also by less than what is shown', async () => {
    const first = await ride({ power: 200 });
    const equal = await ride({ power: 200 });
    const second = await ride({ power: 200.01 });
    const third = await ride({ power: 250 });

    expect(equal.personalRecords).toEqual([]);
    expect(second.personalRecords.map(({ value }) => value)).toEqual([200, 200, 200]);
    expect(await history()).toMatchObject([
      {
        value: 250,
        previousValue: 200,
        improvement: 25,
        workoutId: third.id,
        achievedAt: seconds(third.startTime, 10),
      },
      { value: 200, previousValue: 200, improvement: 0, workoutId: second.id },
      { value: 200, previousValue: null, improvement: null, workoutId: first.id },
    ]);
    expect(await tenSeconds()).toEqual((await history())[0]);
  });

  it('fall to an older ride that is completed later only if it was better', async () => {
    const newer = await ride({ power: 200, at: '2026-05-10T10:00:00Z' });
    await ride({ power: 190, at: '2026-05-01T10:00:00Z' });
    expect(await chain()).toEqual([[200, newer.id]]);

    const older = await ride({ power: 210, at: '2026-05-02T10:00:00Z' });
    expect(await chain()).toEqual([
      [210, older.id],
      [200, newer.id],
    ]);
    expect(await tenSeconds()).toMatchObject({ achievedAt: '2026-05-02T10:00:10.000Z', improvement: 5 });
  });

  it('are exact when eight rides are completed at the same instant', async () => {
    const powers = [210, 240, 180, 270, 200, 260, 190, 250];
    const ids = await Promise.all(powers.map((power) => test.begin(rider, { power })));
    const finished = await Promise.all(ids.map((id) => test.complete(rider, id)));

    const shown = await history();
    expect(shown[0]).toMatchObject({ value: 270, workoutId: ids[3] });
    // Whatever the order was: who says to have set the record is in the history, and nobody else.
    const setters = finished.filter(({ personalRecords }) => personalRecords.some(({ duration }) => duration === 10));
    expect(shown.map(({ workoutId }) => workoutId).sort()).toEqual(setters.map(({ id }) => id).sort());
    const ascending = shown.map(({ value }) => value).reverse();
    expect(ascending).toEqual([...new Set(ascending)].sort((a, b) => a - b));
    expect(shown.map(({ previousValue }) => previousValue)).toEqual([
      ...shown.slice(1).map(({ value }) => value),
      null,
    ]);
    for (const { id, personalRecords } of finished) {
      const stored = (await test.send<FinishedRide>('GET', `workouts/${id}`, rider)).body;
      expect(stored.personalRecords).toEqual(personalRecords);
    }
  });

  it('are per sport and per rider', async () => {
    await ride({ power: 300 });
    const run = await ride({ power: 200, sport: 'running' });
    const other = await test.rider();

    expect(await chain('running')).toEqual([[200, run.id]]);
    expect((await test.send('GET', 'records', other)).body).toEqual([]);
    expect((await test.send('GET', 'records/history?metric=power&duration=10', other)).body).toEqual([]);
  });

  it('refuses what it does not know, naming the field', async () => {
    const faults = async (path: string) => (await test.send('GET', path, rider)).body.details;
    expect(await faults('records?metric=altitude')).toEqual([
      { field: 'metric', message: 'must be power, heartrate, speed, cadence' },
    ]);
    expect(await faults('records?sport=chess')).toMatchObject([{ field: 'sport' }]);
    expect(await faults('records?metric=power&metric=speed')).toMatchObject([{ field: 'metric' }]);
    expect(await faults('records?userId=1')).toEqual([{ field: 'userId', message: 'is not a known field' }]);
    expect(await faults('records/history')).toMatchObject([{ field: 'metric' }, { field: 'duration' }]);
    expect(await faults('records/history?metric=power&duration=7')).toMatchObject([{ field: 'duration' }]);
    expect(await test.send('GET', 'records')).toMatchObject({ status: 401 });
  });
});
