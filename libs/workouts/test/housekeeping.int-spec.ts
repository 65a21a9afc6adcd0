import { Types } from 'mongoose';

import { StreamsService } from '#streams';

import { StreamPublisher } from '../../streams/src/stream-publisher';
import { Housekeeping } from '../src/housekeeping.service';
import { TelemetryStore } from '../src/telemetry/telemetry-store';
import { WorkoutCompletion } from '../src/workout-completion.service';
import { WorkoutLifecycle } from '../src/workout-lifecycle.service';
import { WorkoutParticipants } from '../src/workout-participants';
import { WorkoutsService } from '../src/workouts.service';
import { TestWorkouts } from './test-workouts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('Housekeeping', () => {
  let workouts: TestWorkouts;
  let rider: string;

  beforeEach(async () => {
    // Everything into GridFS, so that files have to be looked after.
    workouts = await TestWorkouts.start('housekeeping', { TELEMETRY_INLINE_BYTES: '1', PURGE_AFTER_DAYS: '30' });
    rider = await workouts.rider();
  });
  afterEach(() => workouts.stop());

  const begin = async (streamName: string, count = 20): Promise<string> => {
    const workout = await workouts.get(WorkoutLifecycle).create(rider, { streamName });
    const points = Array.from({ length: count }, (_, index) => [1_700_000_000_000 + index * 1000, 200]);
    await workouts.get(StreamPublisher).publishPoints(rider, streamName, points);
    return workout._id.toString();
  };
  const complete = (id: string) => workouts.get(WorkoutCompletion).complete(rider, id, { archiveTelemetry: true });
  const files = () => workouts.connection.collection('telemetry.files').countDocuments();
  const round = (later: number) => workouts.get(Housekeeping).round(Date.now() + later);

  it('finishes a completion whose process died after the stream had ended', async () => {
    const id = await begin('died');
    await workouts.get(WorkoutsService).requestCompletion(rider, id);
    const service = workouts.get(StreamsService);
    await service.end(await service.owned(rider, 'died'));
    await round(0);
    expect((await workouts.get(WorkoutsService).get(rider, id)).status).toBe('ACTIVE');
    await round(3 * MINUTE);
    const workout = await workouts.get(WorkoutsService).get(rider, id);
    expect(workout).toMatchObject({ status: 'COMPLETED', duration: 19, summary: { avgPower: 200, sampleCount: 20 } });
    expect(await service.find('died')).toBeNull();
  });

  it('leaves no trace of a completion that failed within its transaction, and can do it again', async () => {
    const id = await begin('failing');
    let failing = true;
    workouts.get(WorkoutParticipants).register({
      onFinished: () => (failing ? Promise.reject(new Error('disk full')) : Promise.resolve([])),
      onRemoved: () => Promise.resolve(),
    });
    await expect(complete(id)).rejects.toThrow('disk full');
    expect((await workouts.get(WorkoutsService).get(rider, id)).status).toBe('ACTIVE');
    expect(await files()).toBe(0);
    failing = false;
    const { workout, archivedPoints } = await complete(id);
    expect([workout.status, archivedPoints, await files()]).toEqual(['COMPLETED', 20, 1]);
  });

  it('clears the stream and the chunks of a ride whose process died after the transaction', async () => {
    const id = await begin('uncleared');
    const streamId = new Types.ObjectId((await workouts.get(StreamsService).owned(rider, 'uncleared')).id);
    const { workout } = await complete(id);
    // A chunk that a slow worker wrote after the clearing.
    const late = { streamId, userId: workout.userId, data: Buffer.from('late') };
    await workouts.connection.collection('telemetry_chunks').insertOne(late);
    expect(workout.leftoversSince).toBeInstanceOf(Date);
    await workouts.connection
      .collection('workouts')
      .updateOne({ _id: workout._id }, { $set: { leftoversSince: new Date(Date.now() - 3 * MINUTE) } });
    await round(0);
    expect(await workouts.connection.collection('telemetry_chunks').countDocuments()).toBe(0);
    expect((await workouts.get(WorkoutsService).get(rider, id)).leftoversSince).toBeUndefined();
  });

  it('does not touch the next ride on a stream of the same name', async () => {
    await complete(await begin('every-day'));
    const next = await begin('every-day', 5);
    await workouts.connection
      .collection('workouts')
      .updateMany({ status: 'COMPLETED' }, { $set: { leftoversSince: new Date(0) } });
    await round(0);
    const { workout } = await complete(next);
    expect(workout.summary?.sampleCount).toBe(5);
  });

  it('purges what was deleted long ago, with its telemetry, and nothing younger', async () => {
    const [old, young] = [await begin('old'), await begin('young')];
    for (const id of [old, young]) {
      await complete(id);
      await workouts.get(WorkoutLifecycle).remove(rider, id);
    }
    await workouts.connection
      .collection('workouts')
      .updateOne({ _id: new Types.ObjectId(old) }, { $set: { deletedAt: new Date(Date.now() - 31 * DAY) } });
    await round(0);
    const left = await workouts.connection.collection('workouts').find().toArray();
    expect(left.map(({ _id }) => _id.toString())).toEqual([young]);
    expect(await files()).toBe(1);
  });

  it('removes a telemetry file that no workout names, after an hour', async () => {
    await complete(await begin('kept'));
    await workouts
      .get(TelemetryStore)
      .save(Buffer.alloc(100), 1, { userId: rider, workoutId: new Types.ObjectId().toString() });
    await round(0);
    expect(await files()).toBe(2);
    await round(61 * MINUTE);
    expect(await files()).toBe(1);
  });
});
