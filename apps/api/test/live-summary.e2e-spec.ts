import { inBatches, Rider, Service, simulateRide } from '#testing';

import { bruteForceSummary } from '../../../libs/metrics/test/brute-force';

const FTP = 230;

interface Workout {
  id: string;
  status: string;
  summary: Record<string, unknown> | null;
}

/** What the definitions give for a ride under way: decoupling needs its halves, and so the end. */
const soFar = (points: Parameters<typeof bruteForceSummary>[0]) => ({
  ...bruteForceSummary(points, FTP),
  decoupling: null,
});

describe('The summary of a ride under way', () => {
  let service: Service;
  let rider: Rider;
  const start = Date.now() - 600_000;
  const points = simulateRide({ start, seconds: 500 });

  beforeAll(async () => {
    service = await Service.start('live-summary');
    rider = await Rider.register(service.url);
    await rider.call('PUT', '/api/users/me/ftp', { body: { ftp: FTP } });
  });
  afterAll(() => service.stop());

  const begin = async (streamName: string): Promise<string> => {
    const { body } = await rider.post<{ workout: Workout }>('/api/workouts', { streamName, visibility: 'public' });
    return body.workout.id;
  };
  const get = async (id: string): Promise<Workout> => (await rider.get<Workout>(`/api/workouts/${id}`)).body;

  it('is at the workout after every batch, marked live, and becomes the final one', async () => {
    const id = await begin('growing');
    expect((await get(id)).summary).toBeNull();
    let sent = 0;
    for (const batch of inBatches(points, 70)) {
      await rider.post('/api/streams/growing/points', { points: batch });
      sent += batch.length;
      const workout = await get(id);
      expect(workout.status).toBe('ACTIVE');
      expect(workout.summary).toEqual({ ...soFar(points.slice(0, sent)), metricsVersion: 1, live: true });
    }
    const { body } = await rider.post<{ workout: Workout }>(`/api/workouts/${id}/complete`, {});
    expect(body.workout.summary).toMatchObject(bruteForceSummary(points, FTP));
    expect(body.workout.summary).not.toHaveProperty('live');
  });

  it('goes on after a restart, and leaves a late point to the completion', async () => {
    const id = await begin('restarted');
    await rider.post('/api/streams/restarted/points', { points: points.slice(0, 100) });
    await get(id);
    await service.killApi();
    await service.startApi();
    await rider.post('/api/streams/restarted/points', { points: points.slice(101, 200) });
    const { timestamp, ...late } = points[100] ?? { timestamp: 0 };
    await rider.post('/api/streams/restarted/points', { points: [{ timestamp, ...late }] });
    const summary = (await get(id)).summary ?? {};
    expect(summary).toMatchObject({ live: true, sampleCount: 200, timerTime: 200 });
    const { body } = await rider.post<{ workout: Workout }>(`/api/workouts/${id}/complete`, {});
    expect(body.workout.summary).toMatchObject(bruteForceSummary(points.slice(0, 200), FTP));
  });

  it('reaches those who watch, on both event streams', async () => {
    const id = await begin('watched');
    const friend = await Rider.register(service.url);
    const [one, all] = [
      await friend.listen('/api/streams/watched/listen'),
      await friend.listen('/api/streams/listenAll'),
    ];
    await rider.post('/api/streams/watched/points', { points: points.slice(0, 120) });
    const { ftp, intensityFactor, trainingStressScore, ...shared } = soFar(points.slice(0, 120));
    expect([ftp, intensityFactor, trainingStressScore]).not.toContain(undefined);
    for (const viewer of [one, all]) {
      await viewer.until(() => viewer.events.some(({ data }) => data.type === 'summary'), 12_000);
      const event = viewer.events.find(({ data }) => data.type === 'summary');
      expect(event?.data).toMatchObject({
        type: 'summary',
        streamName: 'watched',
        workoutId: id,
        summary: { ...shared, live: true },
      });
      viewer.close();
    }
  });
});
