import { call, type Failure, Rider, Service } from '#testing';

import {
  begin,
  type Changed,
  complete,
  freshWorkout,
  ID,
  send,
  type Series,
  steadyRide,
  succeeded,
  type WorkoutBody,
} from './support/workouts';

const JSON_TYPE = { 'content-type': 'application/json' };
const MISSING = '/api/workouts/65f0c0ffee0000000000abcd';

describe('Workouts, as the existing clients call them', () => {
  let service: Service;
  let rider: Rider;
  let other: Rider;
  let count = 0;
  const newName = (): string => `ride-${(count += 1)}`;

  beforeAll(async () => {
    // Nothing may depend on where the service runs.
    service = await Service.start('workouts', { TZ: 'Asia/Kolkata' });
    [rider, other] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
  });
  afterAll(() => service.stop());

  describe('POST /api/workouts', () => {
    it('begins one from an empty body, with a stream of its own', async () => {
      const begun = await rider.post<Changed>('/api/workouts', {});
      expect([begun.status, begun.body]).toEqual([201, { success: true, workout: freshWorkout(rider) }]);
      const stream = await rider.get(`/api/streams/${begun.body.workout.streamName}`);
      expect(stream.status).toBe(200);
    });

    it('begins one without any body', async () => {
      const begun = await rider.call<Changed>('POST', '/api/workouts', { headers: JSON_TYPE });
      expect([begun.status, begun.body.workout]).toEqual([201, freshWorkout(rider)]);
    });

    it('keeps everything that is said of it', async () => {
      const said = {
        streamName: newName(),
        title: 'Über den Paß 🚴',
        description: 'Two climbs,\nthen home',
        sport: 'running',
        startTime: '2026-03-01T10:00:00.000Z',
        tags: ['hills', 'with friends'],
        equipment: [{ type: 'bike', name: 'Gravel', id: 'bike-2' }],
        visibility: 'public',
      };
      const workout = await begin(rider, said);
      expect(workout).toEqual(freshWorkout(rider, said));
      expect((await rider.get(`/api/workouts/${workout.id}`)).body).toEqual(workout);
    });

    it('takes null for what is not given', async () => {
      const workout = await begin(rider, { streamName: null, startTime: null });
      expect(workout).toEqual(freshWorkout(rider));
      expect(Math.abs(Date.now() - Date.parse(workout.startTime))).toBeLessThan(10_000);
    });

    it.each([
      ['2026-03-01T12:30:00+02:00', '2026-03-01T10:30:00.000Z'],
      ['2026-03-01T10:30:00', '2026-03-01T10:30:00.000Z'],
      ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ])('takes %s as its start, in UTC where it names no zone', async (startTime, moment) => {
      expect((await begin(rider, { startTime })).startTime).toBe(moment);
    });

    it('counts the points that are on the stream already', async () => {
      const streamName = newName();
      await send(rider, { streamName }, steadyRide(Date.now() - 60_000, 20));
      const workout = await begin(rider, { streamName });
      expect((await complete(rider, workout)).archivedMessages).toBe(20);
    });

    it('refuses a second unfinished one on the same stream, and a stream of somebody else', async () => {
      const { streamName } = await begin(rider);
      const second = await rider.post('/api/workouts', { streamName });
      expect([second.status, second.body.code]).toEqual([409, 'STREAM_IN_USE']);
      const foreign = await other.post('/api/workouts', { streamName });
      expect([foreign.status, foreign.body.code]).toEqual([409, 'STREAM_NAME_TAKEN']);
      expect((await other.get<{ pagination: { total: number } }>('/api/workouts')).body.pagination.total).toBe(0);
    });

    it('begins a new one on the name of a completed one', async () => {
      const first = await begin(rider, { streamName: newName() });
      await send(rider, first, steadyRide(Date.now() - 60_000, 10));
      await complete(rider, first);
      const second = await begin(rider, { streamName: first.streamName });
      await send(rider, second, steadyRide(Date.now() - 30_000, 5));
      expect((await complete(rider, second)).archivedMessages).toBe(5);
    });

    it.each(['2026-13-01T00:00:00Z', '2026-W05-1', '2026-032', '20260101T100000Z', 'yesterday', '', 5, {}])(
      'refuses %p as its start',
      async (startTime) => {
        const refused = await rider.post('/api/workouts', { startTime });
        expect([refused.status, refused.body.code]).toEqual([400, 'VALIDATION_FAILED']);
        expect(refused.body.details?.map(({ field }) => field)).toEqual(['startTime']);
      },
    );
  });

  describe('GET /api/workouts/by-stream/:name', () => {
    it('finds the unfinished one, active or paused, and not the completed one', async () => {
      const workout = await begin(rider, { streamName: newName() });
      const path = `/api/workouts/by-stream/${workout.streamName}`;
      expect(succeeded(await rider.get<WorkoutBody>(path), 200)).toEqual(workout);
      await rider.post(`/api/workouts/${workout.id}/pause`);
      expect(succeeded(await rider.get<WorkoutBody>(path), 200)).toMatchObject({ id: workout.id, status: 'PAUSED' });
      await complete(rider, workout);
      const gone = await rider.get(path);
      expect([gone.status, gone.body.code]).toEqual([404, 'WORKOUT_NOT_FOUND']);
    });

    it('does not tell anybody else', async () => {
      const { streamName } = await begin(rider);
      expect((await other.get(`/api/workouts/by-stream/${streamName}`)).status).toBe(404);
    });
  });

  describe('PATCH /api/workouts/:id', () => {
    it('changes what it is told and leaves the rest', async () => {
      const workout = await begin(rider, { title: 'Before', tags: ['a'], equipment: [{ type: 'bike', name: 'Old' }] });
      const path = `/api/workouts/${workout.id}`;
      const changes = { title: 'After', description: 'words', tags: [], visibility: 'public', sport: 'other' };
      const patched = await rider.call<Changed>('PATCH', path, { body: changes });
      const expected = { ...workout, ...changes, updatedAt: expect.any(String) };
      expect([patched.status, patched.body]).toEqual([200, { success: true, workout: expected }]);
      expect(Date.parse(patched.body.workout.updatedAt)).toBeGreaterThan(Date.parse(workout.updatedAt));
      expect((await rider.get(path)).body).toEqual(expected);
    });

    it('opens and closes the live stream with the visibility', async () => {
      const { id, streamName } = await begin(rider);
      const seen = async () => (await other.get(`/api/streams/${streamName}`)).status;
      expect(await seen()).toBe(404);
      await rider.call('PATCH', `/api/workouts/${id}`, { body: { visibility: 'public' } });
      expect(await seen()).toBe(200);
      await rider.call('PATCH', `/api/workouts/${id}`, { body: { visibility: 'private' } });
      expect(await seen()).toBe(404);
    });

    it.each([{ status: 'COMPLETED' }, { startTime: '2026-01-01T00:00:00Z' }, { userId: 'me' }, { summary: {} }])(
      'does not let %p be set',
      async (body) => {
        const { id } = await begin(rider);
        const refused = await rider.call<Failure>('PATCH', `/api/workouts/${id}`, { body });
        expect([refused.status, refused.body.code]).toEqual([400, 'VALIDATION_FAILED']);
      },
    );
  });

  describe('POST …/pause, /resume, /archive', () => {
    it.each([
      ['without a body', {}],
      ['that promises JSON and sends nothing', { headers: JSON_TYPE }],
      ['with an empty object', { body: {} }],
    ])('moves it along, from a call %s', async (_, request) => {
      const { id } = await begin(rider);
      const move = async (step: string) => {
        const { status, body } = await rider.call<Changed>('POST', `/api/workouts/${id}/${step}`, request);
        return [status, body.success, body.workout.id, body.workout.status];
      };
      expect(await move('pause')).toEqual([200, true, id, 'PAUSED']);
      expect(await move('resume')).toEqual([200, true, id, 'ACTIVE']);
      expect(await move('complete')).toEqual([200, true, id, 'COMPLETED']);
      expect(await move('archive')).toEqual([200, true, id, 'ARCHIVED']);
    });

    it('refuses a step that does not follow', async () => {
      const { id } = await begin(rider);
      const refusal = async (step: string) => {
        const { status, body } = await rider.post(`/api/workouts/${id}/${step}`);
        return [status, body.statusCode, body.code, body.error];
      };
      expect(await refusal('resume')).toEqual([409, 409, 'WORKOUT_NOT_PAUSED', 'Workout is not paused']);
      expect(await refusal('archive')).toEqual([409, 409, 'WORKOUT_NOT_COMPLETED', 'Workout is not completed']);
      await rider.post(`/api/workouts/${id}/pause`);
      expect(await refusal('pause')).toEqual([409, 409, 'WORKOUT_NOT_ACTIVE', 'Workout is not active']);
      await complete(rider, { id });
      expect(await refusal('resume')).toEqual([409, 409, 'WORKOUT_NOT_PAUSED', 'Workout is not paused']);
      await rider.post(`/api/workouts/${id}/archive`);
      expect(await refusal('complete')).toEqual([400, 400, 'WORKOUT_NOT_ACTIVE', 'Workout is not active']);
    });

    it('takes points while it is paused', async () => {
      const workout = await begin(rider);
      await rider.post(`/api/workouts/${workout.id}/pause`);
      await send(rider, workout, steadyRide(Date.now() - 60_000, 30));
      expect((await complete(rider, workout)).workout.summary?.sampleCount).toBe(30);
    });
  });

  describe('DELETE /api/workouts/:id', () => {
    it.each([
      ['a live one', false],
      ['a completed one', true],
    ])('removes %s from view, and says so once', async (_, completed) => {
      const workout = await begin(rider);
      if (completed) await complete(rider, workout);
      const path = `/api/workouts/${workout.id}`;
      // The app sends its content type with every call.
      const removed = await rider.call('DELETE', path, { headers: JSON_TYPE });
      expect([removed.status, removed.body]).toEqual([200, { success: true, message: 'Workout deleted' }]);
      expect((await rider.call('DELETE', path)).status).toBe(404);
      expect((await rider.get(path)).status).toBe(404);
      expect((await rider.get(`${path}/telemetry`)).status).toBe(404);
      expect((await rider.post(`${path}/complete`, {})).status).toBe(404);
      expect((await rider.get(`/api/streams/${workout.streamName}`)).status).toBe(404);
    });
  });

  describe('what others see', () => {
    const points = (from: number) => steadyRide(from, 30, { heartrate: 140, lat: 47.3769, lng: 8.5417 });
    let shared: WorkoutBody;
    let hidden: WorkoutBody;

    beforeAll(async () => {
      const equipment = [{ type: 'bike', name: 'Gravel', id: 'serial-4711' }];
      [shared, hidden] = [await begin(rider, { visibility: 'public', equipment }), await begin(rider, { equipment })];
      await send(rider, shared, points(Date.now() - 60_000));
    });

    const seen = async (): Promise<void> => {
      const { status, body } = await other.get<WorkoutBody>(`/api/workouts/${shared.id}?includeTelemetry=true`);
      const own = (await rider.get<WorkoutBody>(`/api/workouts/${shared.id}?includeTelemetry=true`)).body;
      expect([status, body.equipment]).toEqual([200, [{ type: 'bike', name: 'Gravel' }]]);
      expect(own.equipment).toEqual([{ type: 'bike', name: 'Gravel', id: 'serial-4711' }]);
      expect(Object.keys(own.telemetry?.[0] ?? {})).toEqual(['timestamp', 'power', 'heartrate', 'lat', 'lng']);
      expect(body.telemetry).toHaveLength(30);
      expect(body.telemetry).toEqual(own.telemetry?.map(({ lat: _lat, lng: _lng, ...point }) => point));
      const path = `/api/workouts/${shared.id}/telemetry`;
      expect((await other.get<Series>(path)).body.fields).toEqual(['power', 'heartrate']);
      const asked = await other.get<Series>(`${path}?fields=power,lat,lng`);
      expect(
        [...(asked.body.series['lat'] ?? []), ...(asked.body.series['lng'] ?? [])].every((at) => at === null),
      ).toBe(true);
    };

    it('is a public ride without ids of equipment and without position, live and completed', async () => {
      await seen();
      await complete(rider, shared);
      await seen();
    });

    it('is nothing that they can change', async () => {
      const path = `/api/workouts/${shared.id}`;
      expect((await other.call('PATCH', path, { body: { title: 'mine' } })).status).toBe(404);
      for (const step of ['pause', 'resume', 'archive', 'complete'])
        expect((await other.post(`${path}/${step}`, {})).status).toBe(404);
      expect((await other.call('DELETE', path)).status).toBe(404);
      expect((await rider.get<WorkoutBody>(path)).body).toMatchObject({ title: '', status: 'COMPLETED' });
    });

    it('is nothing of a private one: the answer is that for one which does not exist', async () => {
      const answers = async (path: string) => {
        const { status, body } = await other.get(path);
        return [status, JSON.stringify({ ...body, requestId: '' })];
      };
      for (const rest of ['', '?includeTelemetry=true', '/telemetry'])
        expect(await answers(`/api/workouts/${hidden.id}${rest}`)).toEqual(await answers(`${MISSING}${rest}`));
    });

    it('is nothing at all without signing in', async () => {
      const refused = await call(service.url, 'GET', `/api/workouts/${shared.id}`);
      expect([refused.status, refused.body.code]).toEqual([401, 'CREDENTIALS_MISSING']);
      expect(shared.id).toMatch(ID);
    });
  });
});
