import { setTimeout as pause } from 'node:timers/promises';

import { eventually, inBatches, Rider, Service, type SimulatedPoint, simulateRide } from '#testing';

import { bruteForceSummary } from '../../../libs/metrics/test/brute-force';

interface Workout {
  id: string;
  status: string;
  summary: Record<string, unknown>;
  telemetry: SimulatedPoint[];
}

describe('Nothing acknowledged is lost', () => {
  let service: Service;
  let rider: Rider;

  beforeEach(async () => {
    service = await Service.start('crash');
    rider = await Rider.register(service.url);
  });
  afterEach(() => service.stop());

  const begin = async (streamName: string, start: number): Promise<string> => {
    const startTime = new Date(start).toISOString();
    return (await rider.post<{ workout: Workout }>('/api/workouts', { streamName, startTime })).body.workout.id;
  };

  it('when the worker is killed in the middle of a ride, and the API between two requests', async () => {
    const start = Date.now() - 3_600_000;
    const points = simulateRide({ start, seconds: 1_500 });
    const id = await begin('killed', start);
    const acknowledged: SimulatedPoint[] = [];
    for (const [index, batch] of inBatches(points, 30).entries()) {
      if (index === 10 || index === 25) await service.killWorker();
      if (index === 15 || index === 30) {
        await service.killApi();
        await service.startApi();
      }
      if (index === 18) await service.startWorker();
      const { status } = await rider.post('/api/streams/killed/points', { points: batch });
      if (status === 200) acknowledged.push(...batch);
      if (index % 8 === 0) await pause(150);
    }
    expect(acknowledged).toHaveLength(points.length);
    await service.startWorker();

    expect((await rider.post(`/api/workouts/${id}/complete`, {})).status).toBe(200);
    const { body } = await rider.get<Workout>(`/api/workouts/${id}?includeTelemetry=true`);
    expect(body.telemetry).toEqual(acknowledged);
    expect(body.summary).toMatchObject(bruteForceSummary(acknowledged, null));
  });

  it('when the API is killed while it answers: whatever it said yes to is there', async () => {
    const start = Date.now() - 3_600_000;
    const id = await begin('cut-off', start);
    const points = simulateRide({ start, seconds: 600 });
    const acknowledged = new Set<number>();
    const sending = points.map(async (point, index) => {
      await pause(index);
      const answer = await rider.post('/api/streams/cut-off/points', { points: [point] }).catch(() => null);
      if (answer?.status === 200) acknowledged.add(point.timestamp);
    });
    await pause(300);
    await service.killApi();
    await Promise.all(sending);
    await service.startApi();
    expect(acknowledged.size).toBeGreaterThan(20);
    expect(acknowledged.size).toBeLessThan(points.length);

    await rider.post(`/api/workouts/${id}/complete`, {});
    const { body } = await rider.get<Workout>(`/api/workouts/${id}?includeTelemetry=true`);
    const stored = body.telemetry.map(({ timestamp }) => timestamp);
    expect(stored).toEqual(expect.arrayContaining([...acknowledged]));
    expect(new Set(stored).size).toBe(stored.length);
  });

  it('when both programs are asked to stop under load: every request is answered, and both exit with 0', async () => {
    const start = Date.now() - 3_600_000;
    const id = await begin('stopping', start);
    const viewer = await rider.listen('/api/streams/stopping/listen');
    const points = simulateRide({ start, seconds: 400 });
    const acknowledged = new Set<number>();
    let unanswered = 0;
    let stopping = false;
    const send = async (point: SimulatedPoint): Promise<void> => {
      const inFlight = !stopping;
      try {
        const { status } = await rider.post('/api/streams/stopping/points', { points: [point] });
        if (status === 200) acknowledged.add(point.timestamp);
      } catch {
        // What is sent after the signal may find nobody; what was on its way must be answered.
        if (inFlight) unanswered += 1;
      }
    };
    const sending = points.map(async (point, index) => {
      await pause(index * 2);
      await send(point);
    });
    await pause(300);
    await eventually(() => expect(acknowledged.size).toBeGreaterThan(20));
    stopping = true;
    const exits = await Promise.all([service.api.stop(), service.worker.stop()]);
    await Promise.all(sending);
    expect(exits.map(({ code }) => code)).toEqual([0, 0]);
    expect(unanswered).toBe(0);
    await viewer.until(() => viewer.ended);
    expect(viewer.retry).toBeGreaterThanOrEqual(1_000);

    await Promise.all([service.startApi(), service.startWorker()]);
    await rider.post(`/api/workouts/${id}/complete`, {});
    const { body } = await rider.get<Workout>(`/api/workouts/${id}?includeTelemetry=true`);
    expect(body.telemetry.map(({ timestamp }) => timestamp)).toEqual(expect.arrayContaining([...acknowledged]));
  });

  it('when a ride is completed eight times at once: one does it, the others are told', async () => {
    const id = await begin('eight-times', Date.now());
    await rider.post('/api/streams/eight-times/points', { points: simulateRide({ start: Date.now(), seconds: 5 }) });
    const completions = Array.from({ length: 8 }, () =>
      rider.post(`/api/workouts/${id}/complete`, {}).catch(() => null),
    );
    const statuses = (await Promise.all(completions)).map((answer) => answer?.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(7);
  });
});
