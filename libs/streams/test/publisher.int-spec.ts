import { eventually } from '#testing';

import { Gatherer } from '../src/ingest/gatherer';
import { MARK_PERSISTED } from '../src/ingest/ingest-scripts';
import { KeyNames, shardOf } from '../src/stream-keys';
import { StreamPublisher } from '../src/stream-publisher';
import { StreamsService } from '../src/streams.service';
import { provideRedis } from '../../../tools/servers';
import { riderId, TestStreams } from './test-streams';

describe('StreamPublisher', () => {
  let streams: TestStreams;
  let publisher: StreamPublisher;
  let service: StreamsService;
  const rider = riderId();

  beforeAll(async () => {
    streams = await TestStreams.start('publisher');
    publisher = streams.get(StreamPublisher);
    service = streams.get(StreamsService);
  });
  afterAll(() => streams.stop());

  const at = (...timestamps: number[]) => timestamps.map((timestamp) => [timestamp, 1]);

  it('accepts a timestamp once, also within one request and across buckets', async () => {
    const first = await publisher.publishPoints(rider, 'once', at(0, 0, 511_999, 512_000, 1_700_000_000_123));
    expect(first).toMatchObject({ accepted: 4, duplicates: 1 });
    const again = await publisher.publishPoints(rider, 'once', at(1_700_000_000_123, 512_000, 1_024_000));
    expect(again).toMatchObject({ accepted: 1, duplicates: 2 });
  });

  it('accepts each of the same points sent eight times at once only once', async () => {
    const points = Array.from({ length: 600 }, (_, index) => index * 1000);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => publisher.publishPoints(rider, 'at-once', at(...points))),
    );
    expect(outcomes.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(600);
    expect((await service.owned(rider, 'at-once')).points).toBe(600);
  });

  it('refuses what comes after the end, and what is not the own stream', async () => {
    await publisher.publishPoints(rider, 'ended', at(1));
    await service.end(await service.owned(rider, 'ended'));
    await expect(publisher.publishPoints(rider, 'ended', at(2))).rejects.toMatchObject({ code: 'STREAM_ENDED' });
    await expect(publisher.publishPoints(riderId(), 'ended', at(2))).rejects.toMatchObject({
      code: 'STREAM_NOT_FOUND',
    });
  });

  it('forgets everything of a stream that is removed: its name begins anew', async () => {
    await publisher.publishPoints(rider, 'again', at(1, 2, 3));
    const before = await service.owned(rider, 'again');
    await service.remove(before);
    expect(await publisher.publishPoints(rider, 'again', at(1, 2, 3))).toMatchObject({ accepted: 3, duplicates: 0 });
    expect((await service.owned(rider, 'again')).id).not.toBe(before.id);
    // Who has its points still is told so, for a week.
    const mark = streams.get(KeyNames).stream('again').persisted + before.id;
    expect(await streams.redis.keys(`*${before.id}*`)).toEqual([mark]);
    expect(await streams.redis.get(mark)).toBe('removed');
    expect(await streams.redis.ttl(mark)).toBeGreaterThan(6 * 24 * 3_600);
  });

  it('moves the persisted mark over an unbroken run only', async () => {
    await publisher.publishPoints(rider, 'marks', at(1));
    const { id } = await service.owned(rider, 'marks');
    const log = streams.get(KeyNames);
    const keys = log.stream('marks');
    const mark = async (...runs: [first: number, last: number][]) => {
      const gatherer = new Gatherer();
      for (const [first, last] of runs)
        for (let sequence = first; sequence <= last; sequence += 1) {
          const names = { streamId: id, streamName: 'marks', userId: rider };
          gatherer.addRecord({ ...names, sequence, arrival: sequence, ordinal: 0, rows: [[sequence]] }, 0);
        }
      const shard = shardOf('marks');
      const where = [log.persisted(shard), log.metas(shard), log.unordered(shard), log.ingestLog(shard)];
      await MARK_PERSISTED.run(streams.redis, where, [gatherer.describe(0, 1)]);
    };
    const persisted = async () => (await service.describe(await service.owned(rider, 'marks'))).persistedMessageId;
    await mark([2, 3]);
    expect(await persisted()).toBeNull();
    await mark([5, 5], [7, 9]);
    await mark([1, 1]);
    expect(await persisted()).toBe('3-0');
    await mark([4, 4], [5, 5], [2, 2]);
    expect(await persisted()).toBe('5-0');
    await mark([1, 8]);
    expect(await persisted()).toBe('9-0');
    await mark([4, 6]);
    expect(await persisted()).toBe('9-0');
    expect(await streams.redis.exists(keys.unordered + id)).toBe(0);
    // As it was while marks were kept in the meta; somebody who does so may be at work beside us.
    await streams.redis.del(keys.persisted + id);
    await streams.redis.hset(keys.meta, 'persistedSequence', 9, 'persisted', '9-0');
    await mark([12, 12]);
    expect(await persisted()).toBe('9-0');
    await streams.redis.hset(keys.meta, 'persistedSequence', 10, 'persisted', '10-0');
    expect(await persisted()).toBe('10-0');
    await mark([11, 11]);
    expect(await persisted()).toBe('12-0');
    // A worker that died had it acknowledge a part of what it had marked.
    await mark([15, 17]);
    await mark([16, 17]);
    await mark([13, 14]);
    expect(await persisted()).toBe('17-0');
    await streams.redis.del(keys.persisted + id);
    await streams.redis.hset(keys.meta, 'persistedSequence', 20, 'persisted', '20-0');
    await streams.redis.zadd(keys.unordered + id, 22, '22 22-0');
    await mark([21, 21]);
    expect(await persisted()).toBe('22-0');
  });

  it('refuses new work before Redis is full, and takes it again when there is room', async () => {
    const server = await provideRedis({ own: true });
    const small = await TestStreams.start('full', { redisUrl: server.uri });
    try {
      const publish = (timestamp: number) => small.get(StreamPublisher).publishPoints(rider, 'full', at(timestamp));
      await publish(1);
      await small.redis.config('SET', 'maxmemory', '1mb');
      await eventually(async () => {
        await expect(publish(Date.now())).rejects.toMatchObject({ code: expect.stringMatching(/STORAGE_FULL/) });
      });
      await small.redis.config('SET', 'maxmemory', '0');
      await eventually(async () => expect(await publish(Date.now())).toMatchObject({ accepted: 1 }));
    } finally {
      await small.stop();
      await server.stop();
    }
  });
});
