import { setTimeout as pause } from 'node:timers/promises';

import { Rider, Service } from '#testing';

import {
  begin,
  complete,
  type Completed,
  freshWorkout,
  type Point,
  send,
  type Series,
  steadyRide,
  TIME,
  type WorkoutBody,
} from './support/workouts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const iso = (time: number): string => new Date(time).toISOString();

describe('POST /api/workouts/:id/complete', () => {
  let service: Service;
  let rider: Rider;

  /** A completed ride of these points. */
  const ridden = async (points: Point[], body: object = {}, by = rider): Promise<WorkoutBody> => {
    const workout = await begin(by, body);
    await send(by, workout, points);
    return (await complete(by, workout)).workout;
  };
  const read = async (workout: { id: string }): Promise<Point[] | undefined> =>
    (await rider.get<WorkoutBody>(`/api/workouts/${workout.id}?includeTelemetry=true`)).body.telemetry;

  beforeAll(async () => {
    service = await Service.start('completion');
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  it('answers with the whole workout, summary and records in it', async () => {
    const fresh = await Rider.register(service.url);
    const start = Date.now() - HOUR;
    const workout = await begin(fresh, { title: 'First', startTime: iso(start) });
    const path = `/api/workouts/${workout.id}`;
    await send(fresh, workout, steadyRide(start, 60, { heartrate: 140, cadence: 90, speed: 10, altitude: 400 }));
    const { success, workout: done, archivedMessages } = await complete(fresh, workout);
    expect([success, archivedMessages]).toEqual([true, 60]);
    expect(done).toEqual(
      freshWorkout(fresh, {
        id: workout.id,
        title: 'First',
        startTime: iso(start),
        endTime: iso(start + 59 * SECOND),
        duration: 59,
        status: 'COMPLETED',
        summary: expect.any(Object),
        personalRecords: expect.any(Array),
      }),
    );
    expect(done.summary).toEqual({
      ...{ timerTime: 60, sampleCount: 60, avgPower: 200, maxPower: 200, normalizedPower: 200, totalEnergy: 12 },
      ...{ intensityFactor: null, trainingStressScore: null, ftp: null, variabilityIndex: 1, efficiencyFactor: 1.43 },
      ...{ avgCadence: 90, maxCadence: 90, avgHeartrate: 140, maxHeartrate: 140, avgSpeed: 10, maxSpeed: 10 },
      ...{ totalDistance: 600, totalAscent: 0, totalDescent: 0, decoupling: 0 },
      ...{ quality: expect.any(Object), metricsVersion: expect.any(Number) },
    });
    const power = done.personalRecords.filter(({ metric }) => metric === 'power');
    expect(power).toEqual([1, 5, 10, 15, 30, 60].map((duration) => ({ metric: 'power', duration, value: 200 })));
    expect((await fresh.get(path)).body).toEqual(done);
    expect((await fresh.get(`/api/streams/${workout.streamName}`)).status).toBe(404);
  });

  it('happens once, of eight at the same instant and ever after', async () => {
    const workout = await begin(rider);
    await send(rider, workout, steadyRide(Date.now() - HOUR, 90));
    const path = `/api/workouts/${workout.id}/complete`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => rider.post<Completed>(path, {})));
    const [winner, ...others] = answers.sort((left, right) => left.status - right.status);
    expect([winner?.status, winner?.body.archivedMessages]).toEqual([200, 90]);
    const refusal = { error: 'Workout is not active', code: 'WORKOUT_NOT_ACTIVE', statusCode: 400 };
    for (const { status, body } of others)
      expect([status, body]).toEqual([400, { ...refusal, requestId: expect.any(String) }]);
    expect((await rider.get(`/api/workouts/${workout.id}`)).body).toEqual(winner?.body.workout);
    expect((await rider.post(path, {})).body).toMatchObject(refusal);
    expect(await read(workout)).toHaveLength(90);
  });

  it.each([
    ['without a body', {}],
    ['that promises JSON and sends nothing', { headers: { 'content-type': 'application/json' } }],
    ['with archiveTelemetry null', { body: { archiveTelemetry: null } }],
  ])('keeps the points, from a call %s', async (_, request) => {
    const workout = await begin(rider);
    await send(rider, workout, steadyRide(Date.now() - HOUR, 10));
    const done = await rider.call<Completed>('POST', `/api/workouts/${workout.id}/complete`, request);
    expect([done.status, done.body.archivedMessages]).toEqual([200, 10]);
    expect(await read(workout)).toHaveLength(10);
  });

  it('keeps the summary alone, if told so', async () => {
    const workout = await begin(rider);
    await send(rider, workout, steadyRide(Date.now() - HOUR, 40));
    const done = await complete(rider, workout, { archiveTelemetry: false });
    expect([done.archivedMessages, done.workout.summary?.avgPower, done.workout.duration]).toEqual([0, 200, 39]);
    expect(await read(workout)).toEqual([]);
    const series = await rider.get<Series>(`/api/workouts/${workout.id}/telemetry`);
    expect(series.body).toEqual({ fields: [], timestamps: [], series: {} });
  });

  describe('without any points', () => {
    it('ends at the moment of completion', async () => {
      const start = Date.now() - HOUR;
      const { workout, archivedMessages } = await complete(rider, await begin(rider, { startTime: iso(start) }));
      expect([archivedMessages, workout.status, workout.personalRecords]).toEqual([0, 'COMPLETED', []]);
      expect(workout.startTime).toBe(iso(start));
      expect(Math.abs(Date.parse(workout.endTime ?? '') - Date.now())).toBeLessThan(5_000);
      expect(workout.duration).toBe(Math.round((Date.parse(workout.endTime ?? '') - start) / SECOND));
      expect(workout.summary).toMatchObject({ sampleCount: 0, timerTime: 0, avgPower: null, totalDistance: null });
      expect(await read(workout)).toEqual([]);
    });

    it('never ends before it begins', async () => {
      const start = Date.now() + DAY;
      const { workout } = await complete(rider, await begin(rider, { startTime: iso(start) }));
      expect(workout).toMatchObject({ startTime: iso(start), endTime: iso(start), duration: 0 });
    });

    it('counts messages that are no telemetry as none', async () => {
      const workout = await begin(rider);
      await rider.post(`/api/streams/${workout.streamName}/messages`, { message: 'go go go' });
      expect(await complete(rider, workout)).toMatchObject({
        archivedMessages: 0,
        workout: { summary: { sampleCount: 0 } },
      });
    });
  });

  describe('when the ride was', () => {
    const when = ({ startTime, endTime, duration }: WorkoutBody): unknown[] => [startTime, endTime, duration];

    it('is as the rider said, as long as the points tell', async () => {
      const start = Date.now() - 30 * DAY;
      const workout = await ridden(steadyRide(Date.now() - HOUR, 301), { startTime: iso(start) });
      expect(when(workout)).toEqual([iso(start), iso(start + 300 * SECOND), 300]);
    });

    it('is from the first point on, if nothing is said', async () => {
      const start = Date.now() - 60 * SECOND;
      const workout = await ridden(steadyRide(start, 31));
      expect(when(workout)).toEqual([iso(start), iso(start + 30 * SECOND), 30]);
    });

    it('is from the earliest point on, whichever came first', async () => {
      const start = Date.now() - 120 * SECOND;
      const points = steadyRide(start, 100);
      const workout = await ridden([...points.slice(50), ...points.slice(0, 50)]);
      expect(when(workout)).toEqual([iso(start), iso(start + 99 * SECOND), 99]);
    });

    it('is told by the points of a dead zone too, which arrive late without a fault of the clock', async () => {
      const now = Date.now();
      const workout = await ridden([...steadyRide(now, 1), ...steadyRide(now - HOUR, 600)]);
      expect(when(workout)).toEqual([iso(now - HOUR), iso(now), 3600]);
    });

    it.each([-DAY, DAY])('is when the points arrived, if the clock is off by %d ms', async (offset) => {
      const before = Date.now();
      const points = steadyRide(before + offset, 61);
      const workout = await ridden(points);
      const start = Date.parse(workout.startTime);
      expect(start).toBeGreaterThanOrEqual(before - 1);
      expect(start).toBeLessThanOrEqual(Date.now());
      expect(when(workout).slice(1)).toEqual([iso(start + 60 * SECOND), 60]);
      expect(workout.summary?.quality).toMatchObject({ pointsSkewed: 61 });
      // What the client sent is what it gets back.
      expect((await read(workout))?.map(({ timestamp }) => timestamp)).toEqual(
        points.map(({ timestamp }) => timestamp),
      );
    });
  });

  it('scores with the FTP that was in force at the start', async () => {
    const climber = await Rider.register(service.url);
    const setFtp = (ftp: number) => climber.call('PUT', '/api/users/me/ftp', { body: { ftp } });
    const scored = async (at: number, points = steadyRide(at, 60)): Promise<unknown[]> => {
      const { summary } = await ridden(points, { startTime: iso(at) }, climber);
      return [summary?.ftp, summary?.intensityFactor, summary?.trainingStressScore];
    };
    expect(await scored(Date.now())).toEqual([null, null, null]);
    await setFtp(200);
    await pause(5);
    const between = Date.now();
    await pause(5);
    await setFtp(250);
    expect(await scored(between)).toEqual([200, 1, 1.7]);
    expect(await scored(Date.now())).toEqual([250, 0.8, 1.1]);
    // Rides from before the first known value are scored with that.
    expect(await scored(between - 365 * DAY)).toEqual([200, 1, 1.7]);
  });

  it('shows what has come so far of a live ride, and the same when it is over', async () => {
    const workout = await begin(rider);
    const points = steadyRide(Date.now() - 200 * SECOND, 150, { heartrate: 120, cadence: null });
    await send(rider, workout, points.slice(0, 100));
    // Some of it is in MongoDB by now, some is not.
    await pause(400);
    await send(rider, workout, points.slice(100));
    const live = await read(workout);
    expect(live).toEqual(points.map(({ cadence: _, ...measured }) => measured));
    await complete(rider, workout);
    expect(await read(workout)).toEqual(live);
    expect((await rider.get<WorkoutBody>(`/api/workouts/${workout.id}`)).body.endTime).toMatch(TIME);
  });
});
