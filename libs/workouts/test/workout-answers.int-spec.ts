import { Types } from 'mongoose';

import { pointToRow, type TelemetryPoint } from '#telemetry';

import { StreamPublisher } from '../../streams/src/stream-publisher';
import { toWorkoutResponse } from '../src/http/workout-response.dto';
import { WorkoutAnswers } from '../src/workout-answers.service';
import { WorkoutCompletion } from '../src/workout-completion.service';
import { WorkoutLifecycle } from '../src/workout-lifecycle.service';
import { WorkoutTelemetry } from '../src/workout-telemetry.service';
import { type WorkoutRecord, WorkoutsService } from '../src/workouts.service';
import { TestWorkouts } from './test-workouts';

const START = 1_700_000_000_000;
const pointsFrom = (second: number, count: number): TelemetryPoint[] =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: START + (second + index) * 1000,
    power: index % 9 === 4 ? null : 200 + index,
    speed: Math.sqrt(index),
    lat: 47.3769 + index / 1e6,
    lng: -8.5417,
  }));
const withoutPosition = ({ timestamp, power, speed }: TelemetryPoint): TelemetryPoint => ({ timestamp, power, speed });

describe.each([
  ['within the workout', '10000000'],
  ['in a file', '1'],
])('Answers with telemetry %s', (_, TELEMETRY_INLINE_BYTES) => {
  let workouts: TestWorkouts;
  let rider: string;
  let friend: string;

  beforeAll(async () => {
    workouts = await TestWorkouts.start('answers', { TELEMETRY_INLINE_BYTES });
    [rider, friend] = [await workouts.rider(), await workouts.rider()];
  });
  afterAll(() => workouts.stop());

  const begin = async (streamName: string): Promise<string> => {
    const workout = await workouts
      .get(WorkoutLifecycle)
      .create(rider, { streamName, title: 'Früh', visibility: 'public' });
    return workout._id.toString();
  };
  const send = (streamName: string, points: TelemetryPoint[]) =>
    workouts.get(StreamPublisher).publishPoints(rider, streamName, points.map(pointToRow));
  const complete = (id: string) => workouts.get(WorkoutCompletion).complete(rider, id, { archiveTelemetry: true });
  /** As the route does it. */
  const answer = async (id: string, viewer: string) => {
    const sent: (() => void)[] = [];
    const show = (workout: WorkoutRecord) => toWorkoutResponse(workout, viewer);
    const body = await workouts.get(WorkoutAnswers).withTelemetry(viewer, id, show, (listener) => sent.push(listener));
    const text = body.toString();
    for (const listener of sent) listener();
    return JSON.parse(text) as { title: string; telemetry: TelemetryPoint[] };
  };
  const changed = (id: string, title: string) => workouts.get(WorkoutLifecycle).update(rider, id, { title });

  it('hold the workout and every point, for others without the position, however often they ask', async () => {
    const points = pointsFrom(0, 1_500);
    const id = await begin('often');
    await send('often', points);
    await complete(id);
    const read = jest.spyOn(workouts.get(WorkoutTelemetry), 'points');
    for (let time = 0; time < 4; time++) {
      expect((await answer(id, friend)).telemetry).toEqual(points.map(withoutPosition));
      const workout = await workouts.get(WorkoutsService).getVisible(rider, id);
      expect(await answer(id, rider)).toEqual({ ...toWorkoutResponse(workout, rider), telemetry: points });
    }
    // Once for each of the two to be sent, and once to be kept.
    expect(read).toHaveBeenCalledTimes(4);
    read.mockRestore();
  });

  it('follow the workout when it changes, and end when it is deleted or hidden', async () => {
    const points = pointsFrom(0, 30);
    const id = await begin('changing');
    await send('changing', points);
    await complete(id);
    expect((await answer(id, rider)).title).toBe('Früh');
    for (const title of ['Später', 'x']) {
      await changed(id, title);
      expect(await answer(id, rider)).toMatchObject({ title, telemetry: points });
      expect(await answer(id, friend)).toMatchObject({ title, telemetry: points.map(withoutPosition) });
    }
    await workouts.get(WorkoutLifecycle).update(rider, id, { visibility: 'private' });
    await expect(answer(id, friend)).rejects.toThrow('not found');
    await workouts.get(WorkoutLifecycle).remove(rider, id);
    await expect(answer(id, rider)).rejects.toThrow('not found');
  });

  it('of a ride that goes on hold what has come so far', async () => {
    const id = await begin('live');
    expect((await answer(id, rider)).telemetry).toEqual([]);
    await send('live', pointsFrom(0, 10));
    expect((await answer(id, rider)).telemetry).toHaveLength(10);
    await send('live', pointsFrom(10, 5));
    expect((await answer(id, friend)).telemetry).toHaveLength(15);
    await complete(id);
    expect((await answer(id, rider)).telemetry).toHaveLength(15);
  });

  it('are the same for all who ask at once, and load the points no more than twice', async () => {
    const id = await begin('at-once');
    await send('at-once', pointsFrom(0, 2_000));
    await complete(id);
    const read = jest.spyOn(workouts.get(WorkoutTelemetry), 'points');
    const answers = await Promise.all(Array.from({ length: 20 }, () => answer(id, rider)));
    expect(read).toHaveBeenCalledTimes(2);
    read.mockRestore();
    for (const each of answers) expect(each).toEqual(answers[0]);
  });

  it('without telemetry hold no points', async () => {
    const id = await begin('summary-only');
    await send('summary-only', pointsFrom(0, 5));
    await workouts.get(WorkoutCompletion).complete(rider, id, { archiveTelemetry: false });
    expect((await answer(id, rider)).telemetry).toEqual([]);
  });

  it('fail, and go on failing, where the stored points are damaged', async () => {
    const id = await begin('damaged');
    await send('damaged', pointsFrom(0, 5));
    await complete(id);
    const _id = new Types.ObjectId(id);
    const { collections } = workouts.connection;
    const { telemetry } = await workouts.get(WorkoutsService).getVisible(rider, id, 'telemetry');
    const data = Buffer.from('not telemetry');
    if (telemetry?.fileId)
      await workouts.connection
        .collection('telemetry.chunks')
        .updateOne({ files_id: telemetry.fileId }, { $set: { data } });
    else await collections['workouts']?.updateOne({ _id }, { $set: { 'telemetry.data': data } });
    for (let time = 0; time < 2; time++) await expect(answer(id, rider)).rejects.toThrow('telemetry');
  });
});
