import { Redis } from 'ioredis';
import { mongo } from 'mongoose';

import { eventually, type Rider, type Service, simulateRide } from '#testing';

import { shardOf } from '../../../libs/streams/src/stream-keys';

/** A workout as its rider sees it, as far as it matters here. */
export interface Ride {
  rider: Rider;
  id: string;
  streamName: string;
  streamId: string;
}

export interface RideBody {
  id: string;
  status: string;
  startTime: string;
  endTime: string | null;
  duration: number | null;
  summary: ({ sampleCount: number } & Record<string, unknown>) | null;
  personalRecords: { metric: string; duration: number; value: number }[];
}

/** Whole rides that are sent at once, and what becomes of them in MongoDB. */
export class Rides {
  private readonly redis: Redis;

  private constructor(
    readonly service: Service,
    private readonly client: mongo.MongoClient,
  ) {
    this.redis = new Redis(service.redisUrl);
  }

  static async of(service: Service): Promise<Rides> {
    return new Rides(service, await mongo.MongoClient.connect(service.mongoUri));
  }

  get workouts(): mongo.Collection {
    return this.client.db().collection('workouts');
  }

  get chunks(): mongo.Collection {
    return this.client.db().collection('telemetry_chunks');
  }

  /** Begins a workout and sends `seconds` points, which end now. */
  async begin(rider: Rider, seconds: number, shape: { strength?: number; seed?: number } = {}): Promise<Ride> {
    const begun = await rider.post<{ workout: { id: string; streamName: string } }>('/api/workouts', {});
    if (begun.status !== 201) throw new Error(`cannot begin a workout: ${JSON.stringify(begun.body)}`);
    const { id, streamName } = begun.body.workout;
    const points = simulateRide({ start: Date.now() - seconds * 1000, seconds, ...shape });
    if (seconds > 0) {
      const sent = await rider.post<{ accepted: number }>(`/api/streams/${streamName}/points`, { points });
      expect([sent.status, sent.body.accepted]).toEqual([200, seconds]);
    }
    const workout = await this.workouts.findOne({ _id: new mongo.ObjectId(id) });
    return { rider, id, streamName, streamId: String(workout?.['streamId']) };
  }

  async persisted({ rider, streamName }: Ride): Promise<void> {
    await eventually(
      async () => {
        const { body } = await rider.get<Record<string, string>>(`/api/streams/${streamName}`);
        expect(body['persistedMessageId']).toBe(body['lastMessageId']);
      },
      { timeoutMs: 30_000 },
    );
  }

  async read({ rider, id }: Ride): Promise<RideBody> {
    return (await rider.get<RideBody>(`/api/workouts/${id}`)).body;
  }

  /** Everything that a finished ride must have left behind, and nothing else. */
  async expectCleared({ rider, id, streamName, streamId }: Ride): Promise<void> {
    expect((await rider.get(`/api/streams/${streamName}`)).status).toBe(404);
    expect(await this.chunks.countDocuments({ streamId: new mongo.ObjectId(streamId) })).toBe(0);
    const workout = await this.workouts.findOne({ _id: new mongo.ObjectId(id) });
    expect([workout?.['completionRequestedAt'], workout?.['leftoversSince']]).toEqual([undefined, undefined]);
  }

  /** As if all that has begun or ended had done so ten minutes earlier; housekeeping minds nothing younger. */
  async waitTenMinutes(): Promise<void> {
    const then = new Date(Date.now() - 600_000);
    for (const field of ['completionRequestedAt', 'leftoversSince'])
      await this.workouts.updateMany({ [field]: { $exists: true } }, { $set: { [field]: then } });
  }

  /** As if nothing had come of the ride, and its rider had done nothing, for so long, ms. */
  async backdate(ride: Ride, age: number): Promise<void> {
    await this.backdateWorkout(ride, age);
    await this.chunks.updateMany(
      { streamId: new mongo.ObjectId(ride.streamId) },
      { $set: { createdAt: new Date(Date.now() - age) } },
    );
    const { entries } = this.keys(ride);
    const all = await this.redis.xrange(entries, '-', '+');
    await this.redis.del(entries);
    for (const [id, fields] of all) {
      const [time = '', sequence = ''] = id.split('-');
      await this.redis.xadd(entries, `${Number(time) - age}-${sequence}`, ...fields);
    }
  }

  /** As if the workout had begun, and been touched last, so long ago, ms; its points came when they came. */
  async backdateWorkout({ id }: Ride, age: number): Promise<void> {
    const then = new Date(Date.now() - age);
    await this.workouts.updateOne(
      { _id: new mongo.ObjectId(id) },
      { $set: { createdAt: then, updatedAt: then, lastSeenAt: then } },
    );
  }

  /** As a Redis that comes back without it. */
  async loseStream(ride: Ride): Promise<void> {
    const { meta, entries } = this.keys(ride);
    await this.redis.del(meta, entries);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.client.close();
  }

  private keys({ streamName }: Ride): { meta: string; entries: string } {
    const shard = `{${this.service.keyPrefix}:p${shardOf(streamName)}}`;
    return { meta: `${shard}:meta:${streamName}`, entries: `${shard}:stream:${streamName}` };
  }
}
