import { Types } from 'mongoose';

import { StreamsService } from '#streams';
import { encodeTelemetry } from '#telemetry';

import { KeyNames } from '../../streams/src/stream-keys';
import { StreamPublisher } from '../../streams/src/stream-publisher';
import { Housekeeping } from '../src/housekeeping.service';
import { WorkoutCompletion } from '../src/workout-completion.service';
import { WorkoutLifecycle } from '../src/workout-lifecycle.service';
import { WorkoutsService } from '../src/workouts.service';
import { TestWorkouts } from './test-workouts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('A workout whose rider has vanished', () => {
  let workouts: TestWorkouts;
  let rider: string;

  beforeEach(async () => {
    workouts = await TestWorkouts.start('abandoned');
    rider = await workouts.rider();
  });
  afterEach(() => workouts.stop());

  const begin = async (streamName: string, more = {}): Promise<string> => {
    const workout = await workouts.get(WorkoutLifecycle).create(rider, { streamName, ...more });
    return workout._id.toString();
  };
  const ride = (streamName: string, firstTimestamp: number, count = 20) => {
    const points = Array.from({ length: count }, (_, index) => [firstTimestamp + index * 1000, 200]);
    return workouts.get(StreamPublisher).publishPoints(rider, streamName, points);
  };
  const round = (later: number) => workouts.get(Housekeeping).round(Date.now() + later);
  const stored = (id: string) => workouts.get(WorkoutsService).get(rider, id);
  const statusOf = async (id: string) => (await stored(id)).status;
  const collection = (name: string) => workouts.connection.collection(name);
  /** As if the workout had begun, and been touched last, that long ago; its points arrive now all the same. */
  const backdate = (id: string, age: number) => {
    const then = new Date(Date.now() - age);
    const $set = { createdAt: then, updatedAt: then, lastSeenAt: then };
    return collection('workouts').updateOne({ _id: new Types.ObjectId(id) }, { $set });
  };
  const loseStream = (name: string) => {
    const { meta, entries } = workouts.get(KeyNames).stream(name);
    return workouts.redis.del(meta, entries);
  };

  it('is completed after twelve hours, with its last point as the end', async () => {
    const first = Date.now() - 60_000;
    const id = await begin('vanished');
    await ride('vanished', first);
    await round(11 * HOUR);
    expect(await statusOf(id)).toBe('ACTIVE');
    await round(13 * HOUR);
    const workout = await stored(id);
    expect(workout).toMatchObject({ status: 'COMPLETED', duration: 19, summary: { sampleCount: 20, avgPower: 200 } });
    expect([workout.startTime.getTime(), workout.endTime?.getTime()]).toEqual([first, first + 19_000]);
    expect(await workouts.get(StreamsService).find('vanished')).toBeNull();
  });

  it('is completed where it was paused too', async () => {
    const id = await begin('paused');
    await ride('paused', Date.now());
    await workouts.get(WorkoutLifecycle).pause(rider, id);
    await round(11 * HOUR);
    expect(await statusOf(id)).toBe('PAUSED');
    await round(13 * HOUR);
    expect(await stored(id)).toMatchObject({ status: 'COMPLETED', duration: 19 });
  });

  it('without a single point ends when it began', async () => {
    const startTime = new Date('2026-01-01T09:00:00Z');
    const id = await begin('empty', { startTime });
    await round(13 * HOUR);
    expect(await stored(id)).toMatchObject({ status: 'COMPLETED', startTime, endTime: startTime, duration: 0 });
    expect((await stored(id)).summary?.sampleCount).toBe(0);
  });

  it('ends so also when the completion died halfway and another worker goes on with it', async () => {
    const id = await begin('died');
    await workouts.get(WorkoutsService).requestCompletion(rider, id, true);
    await round(HOUR);
    const { startTime, endTime, status } = await stored(id);
    expect([status, endTime]).toEqual(['COMPLETED', startTime]);
  });

  it.each([-DAY, 0, DAY])('is told from one who rides on, by a client whose clock is %d ms off', async (skew) => {
    const id = await begin('long-ride');
    await backdate(id, 20 * HOUR);
    await ride('long-ride', Date.now() + skew);
    await round(0);
    expect(await statusOf(id)).toBe('ACTIVE');
    // Not looked at again before that long from the last point.
    const { lastSeenAt } = await stored(id);
    expect(Math.abs((lastSeenAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await round(13 * HOUR);
    expect(await statusOf(id)).toBe('COMPLETED');
  });

  it('is not kept open by messages that are no points', async () => {
    const id = await begin('chatting');
    await ride('chatting', Date.now());
    const { entries } = workouts.get(KeyNames).stream('chatting');
    for (let minute = 0; minute < 600; minute += 1)
      await workouts.redis.xadd(entries, `${Date.now() + 12 * HOUR + minute * 1000}-0`, 'message', 'anybody there?');
    await round(13 * HOUR);
    expect(await stored(id)).toMatchObject({ status: 'COMPLETED', duration: 19 });
  });

  it('is known by what is in MongoDB when Redis has lost the ride', async () => {
    const ids = [await begin('lost-and-riding'), await begin('lost-and-gone')];
    const writtenAt = [new Date(Date.now() - HOUR), new Date(Date.now() - 13 * HOUR)];
    for (const [index, id] of ids.entries()) {
      const { streamId, streamName = '' } = await stored(id);
      const columns = { timestamps: Float64Array.of(1_000, 2_000, 5_000), channels: {} };
      const data = Buffer.from(encodeTelemetry({ ...columns, arrivals: Float64Array.of(1_000, 2_000, 5_000) }));
      const log = { firstLogId: '1-0', lastLogId: '2-0', points: 3, data };
      const userId = new Types.ObjectId(rider);
      await collection('telemetry_chunks').insertOne({ ...log, streamId, userId, createdAt: writtenAt[index] });
      await backdate(id, 20 * HOUR);
      await loseStream(streamName);
    }
    await round(0);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['ACTIVE', 'COMPLETED']);
    expect(await stored(ids[1] ?? '')).toMatchObject({ duration: 4, summary: { sampleCount: 3 } });
  });

  it('stays as it is while Redis does not answer', async () => {
    const id = await begin('unknown');
    await backdate(id, 20 * HOUR);
    const find = jest.spyOn(workouts.get(StreamsService), 'find').mockRejectedValue(new Error('Command timed out'));
    await round(0);
    find.mockRestore();
    expect(await statusOf(id)).toBe('ACTIVE');
    await round(0);
    expect(await statusOf(id)).toBe('COMPLETED');
  });

  it('is found behind one that cannot be completed, and behind many that ride on', async () => {
    const riding = await Promise.all(Array.from({ length: 60 }, (_, index) => begin(`riding-${index}`)));
    for (const [index, id] of riding.entries()) {
      await backdate(id, 30 * HOUR);
      await ride(`riding-${index}`, Date.now(), 1);
    }
    const [stubborn, vanished] = [await begin('stubborn'), await begin('vanished')];
    await backdate(stubborn, 20 * HOUR);
    await backdate(vanished, 19 * HOUR);
    const completion = workouts.get(WorkoutCompletion);
    const really = completion.complete.bind(completion);
    jest
      .spyOn(completion, 'complete')
      .mockImplementation((userId, id, options) =>
        id === stubborn ? Promise.reject(new Error('too large')) : really(userId, id, options),
      );
    await round(0);
    await round(0);
    expect(await Promise.all([stubborn, vanished].map(statusOf))).toEqual(['ACTIVE', 'COMPLETED']);
    expect(new Set(await Promise.all(riding.map(statusOf)))).toEqual(new Set(['ACTIVE']));
  });

  it('is completed once, whoever else completes it at that moment', async () => {
    const id = await begin('raced');
    await ride('raced', Date.now());
    await Promise.allSettled([
      ...Array.from({ length: 3 }, () => round(13 * HOUR)),
      workouts.get(WorkoutCompletion).complete(rider, id, { archiveTelemetry: true }),
    ]);
    await round(14 * HOUR);
    expect(await stored(id)).toMatchObject({ status: 'COMPLETED', summary: { sampleCount: 20 } });
  });

  it('waits for ever where that is switched off', async () => {
    await workouts.stop();
    workouts = await TestWorkouts.start('abandoned', { WORKOUT_ABANDONED_AFTER_HOURS: '0' });
    rider = await workouts.rider();
    const id = await begin('patient');
    await round(365 * DAY);
    expect(await statusOf(id)).toBe('ACTIVE');
  });
});
