import { type Events, inBatches, Rider, Service, shuffled, type SimulatedPoint, simulateRide } from '#testing';

import { bruteForceBest, bruteForceSeconds, bruteForceSummary } from '../../../libs/metrics/test/brute-force';

const FTP = 240;
const SECONDS = 900;
/** The start of this month's second day, noon: well inside a month and a week in any time zone. */
const NOW = new Date();
const START = Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth(), 2, 12);

interface Workout {
  id: string;
  status: string;
  startTime: string;
  endTime: string;
  duration: number;
  summary: Record<string, unknown> & { quality: Record<string, unknown> };
  personalRecords: { metric: string; duration: number; value: number }[];
  telemetry?: SimulatedPoint[];
}
interface RecordEntry {
  duration: number;
  value: number;
  workoutId: string;
  previousValue: number | null;
  improvement: number | null;
}

/** One ride followed from its rider's registration to the fall of its records. */
describe('One ride, from register to history', () => {
  let service: Service;
  let rider: Rider;
  let friend: Rider;
  let viewer: Events;
  let earlier: Workout;
  let workout: Workout;
  const points = simulateRide({ start: START + 3_600_000, seconds: SECONDS, strength: 1.2, seed: 42 });
  const streamName = 'the-ride';

  const ride = async (start: number, strength: number): Promise<Workout> => {
    const { body } = await rider.post<{ workout: Workout }>('/api/workouts', {
      startTime: new Date(start).toISOString(),
      streamName: 'warm-up',
    });
    await rider.post('/api/streams/warm-up/points', { points: simulateRide({ start, seconds: 400, strength }) });
    return (await rider.post<{ workout: Workout }>(`/api/workouts/${body.workout.id}/complete`, {})).body.workout;
  };
  const powerRecords = async (): Promise<RecordEntry[]> =>
    (await rider.get<RecordEntry[]>('/api/records?metric=power')).body;

  beforeAll(async () => {
    service = await Service.start('ride');
    [rider, friend] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
  });
  afterAll(() => service.stop());

  it('gives the rider an FTP and a first, slower ride', async () => {
    const ftp = await rider.call('PUT', '/api/users/me/ftp', { body: { ftp: FTP, source: 'test' } });
    expect([ftp.status, ftp.body]).toEqual([200, { ftp: FTP }]);
    earlier = await ride(START, 1);
    expect(earlier).toMatchObject({ status: 'COMPLETED', duration: 399 });
    expect((await powerRecords()).every((record) => record.workoutId === earlier.id)).toBe(true);
  });

  it('begins with a stream, a workout on it and a friend who watches', async () => {
    await rider.post('/api/streams/create', { streamName });
    const begun = await rider.post<{ success: boolean; workout: Workout }>('/api/workouts', {
      streamName,
      title: 'The ride',
      startTime: new Date(START + 3_600_000).toISOString(),
      visibility: 'public',
    });
    expect([begun.status, begun.body.success, begun.body.workout.status]).toEqual([201, true, 'ACTIVE']);
    workout = begun.body.workout;
    viewer = await friend.listen(`/api/streams/${streamName}/listen`);
    const found = await rider.get<Workout>(`/api/workouts/by-stream/${streamName}`);
    expect(found.body.id).toBe(workout.id);
  });

  it('takes points one by one, in batches, repeated and out of order; the viewer receives each once', async () => {
    const [singles, later] = [points.slice(0, 30), points.slice(30)];
    for (const point of singles) {
      const message = JSON.stringify({ ...point, dataType: 'workout_metrics', elapsed: '00:00:00' });
      expect((await rider.post(`/api/streams/${streamName}/messages`, { message })).status).toBe(200);
    }
    const batches = inBatches(later, 60);
    const outcomes = [];
    for (const batch of [...shuffled(batches), ...batches.slice(0, 3)]) {
      const { body } = await rider.post<{ accepted: number; duplicates: number }>(`/api/streams/${streamName}/points`, {
        points: shuffled(batch),
      });
      outcomes.push(body);
    }
    expect(outcomes.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(later.length);
    expect(outcomes.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(180);
    await viewer.until(() => viewer.messages.length === points.length);
    const seen = viewer.messages.map((message) => (JSON.parse(message) as SimulatedPoint).timestamp);
    expect(new Set(seen).size).toBe(points.length);
    const stream = await rider.get<{ points: number }>(`/api/streams/${streamName}`);
    expect(stream.body.points).toBe(points.length);
  });

  it('pauses and resumes', async () => {
    const paused = await rider.post<{ workout: Workout }>(`/api/workouts/${workout.id}/pause`);
    expect(paused.body.workout.status).toBe('PAUSED');
    expect((await rider.post(`/api/workouts/${workout.id}/pause`)).status).toBe(409);
    const resumed = await rider.post<{ workout: Workout }>(`/api/workouts/${workout.id}/resume`);
    expect(resumed.body.workout.status).toBe('ACTIVE');
  });

  it('completes with the summary that the definitions give', async () => {
    const completed = await rider.post<{ workout: Workout; archivedMessages: number }>(
      `/api/workouts/${workout.id}/complete`,
      {
        archiveTelemetry: true,
      },
    );
    expect([completed.status, completed.body.archivedMessages]).toEqual([200, points.length]);
    workout = completed.body.workout;
    expect(workout).toMatchObject({
      status: 'COMPLETED',
      startTime: new Date(START + 3_600_000).toISOString(),
      endTime: new Date(START + 3_600_000 + (SECONDS - 1) * 1000).toISOString(),
      duration: SECONDS - 1,
    });
    expect(workout.summary).toMatchObject({ ...bruteForceSummary(points, FTP), metricsVersion: 1 });
    await viewer.until(() => viewer.ended);
    expect(viewer.events.at(-1)?.data.type).toBe('stream_deleted');
    expect((await rider.get(`/api/streams/${streamName}`)).status).toBe(404);
    expect((await rider.post(`/api/workouts/${workout.id}/complete`, {})).body).toMatchObject({
      statusCode: 400,
      code: 'WORKOUT_NOT_ACTIVE',
    });
  });

  it('reads back every point', async () => {
    const { body } = await rider.get<Workout>(`/api/workouts/${workout.id}?includeTelemetry=true`);
    expect(body.telemetry).toEqual(points);
  });

  it('sets records where it was better, to a tenth of a watt', async () => {
    const grid = bruteForceSeconds(points);
    const records = await powerRecords();
    expect(records.map(({ duration }) => duration)).toEqual([1, 5, 10, 15, 30, 60, 120, 180, 300, 600]);
    for (const { duration, value, workoutId, previousValue, improvement } of records) {
      const best = bruteForceBest(grid, 'power', duration) ?? NaN;
      expect([duration, workoutId, value]).toEqual([duration, workout.id, Math.round(best * 10) / 10]);
      if (duration <= 300)
        expect(improvement).toBeCloseTo(((value - (previousValue ?? NaN)) / (previousValue ?? NaN)) * 100, 0);
      else expect([previousValue, improvement]).toEqual([null, null]);
    }
    const won = workout.personalRecords.filter(({ metric }) => metric === 'power').map(({ duration }) => duration);
    expect(won).toEqual(records.map(({ duration }) => duration));
    const history = await rider.get<RecordEntry[]>('/api/records/history?metric=power&duration=60');
    expect(history.body.map(({ workoutId }) => workoutId)).toEqual([workout.id, earlier.id]);
  });

  it('counts in the month, the week, the power curve and the totals', async () => {
    const [year, month] = [NOW.getUTCFullYear(), NOW.getUTCMonth() + 1];
    const monthly = await rider.get<Record<string, number>>(`/api/analytics/monthly?year=${year}&month=${month}`);
    expect(monthly.body).toMatchObject({ year, month, workoutCount: 2, totalDuration: SECONDS - 1 + 399 });
    const tss = Number(earlier.summary['trainingStressScore']) + Number(workout.summary['trainingStressScore']);
    expect(monthly.body['totalTss']).toBeCloseTo(tss, 0);
    const weekly = await rider.get<{ workoutCount: number }[]>('/api/analytics/weekly?weeks=8');
    expect(weekly.body).toHaveLength(8);
    expect(weekly.body.reduce((sum, { workoutCount }) => sum + workoutCount, 0)).toBe(2);
    const curve = await rider.get<{ duration: number; power: number; workoutId: string }[]>(
      '/api/analytics/power-curve?days=90',
    );
    expect(curve.body.map(({ duration, power }) => [duration, power])).toEqual(
      (await powerRecords()).map(({ duration, value }) => [duration, value]),
    );
    const stats = await rider.get<Record<string, number>>(`/api/users/${rider.id}/stats`);
    expect(stats.body).toMatchObject({ totalWorkouts: 2, totalDuration: SECONDS - 1 + 399 });
  });

  it('is gone when it is deleted, and its records fall back', async () => {
    const removed = await rider.call('DELETE', `/api/workouts/${workout.id}`);
    expect([removed.status, removed.body]).toEqual([200, { success: true, message: 'Workout deleted' }]);
    expect((await rider.get(`/api/workouts/${workout.id}`)).status).toBe(404);
    const records = await powerRecords();
    expect(records.map(({ duration }) => duration)).toEqual([1, 5, 10, 15, 30, 60, 120, 180, 300]);
    expect(records.every((record) => record.workoutId === earlier.id && record.previousValue === null)).toBe(true);
    const curve = await rider.get<{ workoutId: string }[]>('/api/analytics/power-curve?days=90');
    expect(curve.body.every(({ workoutId }) => workoutId === earlier.id)).toBe(true);
  });
});
