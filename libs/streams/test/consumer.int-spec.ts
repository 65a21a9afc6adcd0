import { setTimeout as sleep } from 'node:timers/promises';

import { columnsToPoints, mergeColumns } from '#telemetry';
import { eventually } from '#testing';

import { ChunkStore } from '../src/chunks/chunk-store';
import { GROUP } from '../src/ingest/ingest-log';
import { readLogEntry } from '../src/ingest/log-entry';
import { Gatherer } from '../src/ingest/gatherer';
import { ShardConsumer } from '../src/ingest/shard-consumer';
import { type StreamHandle } from '../src/stream-handle';
import { KeyNames, shardOf } from '../src/stream-keys';
import { StreamPublisher } from '../src/stream-publisher';
import { StreamReader } from '../src/stream-reader';
import { StreamsService } from '../src/streams.service';
import { riderId, TestStreams } from './test-streams';

const SETTINGS = { flushInterval: 50, flushPoints: 5_000, claimIdle: 400 };

describe('ShardConsumer', () => {
  let streams: TestStreams;
  let keys: KeyNames;
  const rider = riderId();
  const name = 'consumed-ride';
  const shard = shardOf(name);
  const running: { consumer: ShardConsumer; end: Promise<void> }[] = [];

  beforeEach(async () => {
    streams = await TestStreams.start('consumer');
    keys = streams.get(KeyNames);
  });
  afterEach(async () => {
    for (const { consumer } of running) consumer.stop();
    await Promise.all(running.splice(0).map(({ end }) => end));
    await streams.stop();
  });

  const start = (consumerName: string, chunks: Partial<ChunkStore> = streams.get(ChunkStore)): ShardConsumer => {
    const consumer = new ShardConsumer(streams.log(shard, consumerName), chunks as ChunkStore, SETTINGS);
    running.push({ consumer, end: consumer.run() });
    return consumer;
  };
  const publish = (from: number, count: number) => {
    const points = Array.from({ length: count }, (_, index) => [from + index * 1000, 200 + (index % 50)]);
    return streams.get(StreamPublisher).publishPoints(rider, name, points);
  };
  const stored = async (): Promise<number[]> => {
    const stream = await streams.get(StreamsService).owned(rider, name);
    const parts = await streams.get(ChunkStore).read(rider, [stream.id]);
    return parts.flatMap((part) => columnsToPoints(part).map(({ timestamp }) => timestamp));
  };
  const persisted = async (ofStream = name): Promise<string | null> => {
    const service = streams.get(StreamsService);
    return (await service.describe(await service.owned(rider, ofStream))).persistedMessageId;
  };
  const pending = async (): Promise<number> =>
    ((await streams.redis.xpending(keys.ingestLog(shard), GROUP)) as [number])[0];

  /** Points in entries that were read and not acknowledged. */
  const heldPoints = async (): Promise<number> => {
    const log = keys.ingestLog(shard);
    const found = (await streams.redis.xpending(log, GROUP, '-', '+', 1_000)) as [string][];
    const ids = new Set(found.map(([id]) => id));
    const entries = (await streams.redis.xrange(log, '-', '+')).filter(([id]) => ids.has(id));
    const gatherer = new Gatherer();
    for (const [, fields] of entries)
      readLogEntry(
        fields.map((field) => Buffer.from(field)),
        gatherer,
        0,
      );
    return gatherer.points;
  };

  it('stores what arrives, marks it, acknowledges it, and lets the log forget it', async () => {
    start('one');
    let last = '';
    for (let batch = 0; batch < 20; batch += 1) last = (await publish(batch * 60_000, 60)).lastMessageId;
    await eventually(async () => expect(await persisted()).toBe(last));
    expect((await stored()).sort((a, b) => a - b)).toEqual(Array.from({ length: 1_200 }, (_, index) => index * 1000));
    await eventually(async () => expect(await pending()).toBe(0));
    expect(await streams.redis.xlen(keys.ingestLog(shard))).toBeLessThanOrEqual(1);
  });

  it('keeps entries pending while MongoDB refuses, and stores them when it takes them again', async () => {
    const chunks = streams.get(ChunkStore);
    let refusals = 3;
    const insert: ChunkStore['insert'] = (documents) => {
      refusals -= 1;
      return refusals >= 0 ? Promise.reject(new Error('not primary')) : chunks.insert(documents);
    };
    start('one', { insert });
    const { lastMessageId } = await publish(0, 10);
    await eventually(async () => expect(await persisted()).toBe(lastMessageId));
    expect(refusals).toBeLessThan(0);
    expect(await stored()).toHaveLength(10);
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('does not acknowledge before the points are stored', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const chunks = streams.get(ChunkStore);
    start('one', { insert: (documents) => held.then(() => chunks.insert(documents)) });
    await publish(0, 5);
    await eventually(async () => expect(await pending()).toBe(1));
    expect(await persisted()).toBeNull();
    release();
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('gathers the next points while MongoDB takes its time, and holds no more than two batches', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const chunks = streams.get(ChunkStore);
    start('one', { insert: (documents) => held.then(() => chunks.insert(documents)) });
    try {
      for (let batch = 0; batch < 40; batch += 1) await publish(batch * 500_000, 500);
      // One batch is being written, and the next is full.
      await eventually(async () => expect(await heldPoints()).toBeGreaterThan(5_000), { timeoutMs: 20_000 });
      await sleep(200);
      expect(await heldPoints()).toBeLessThan(15_000);
      expect(await stored()).toEqual([]);
    } finally {
      release();
    }
    await eventually(async () => expect(await stored()).toHaveLength(20_000), { timeoutMs: 20_000 });
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('takes over what a consumer that died had read', async () => {
    const dead = streams.log(shard, 'dead');
    await dead.ensureGroup();
    await publish(0, 10);
    expect(await dead.readNew(10)).toHaveLength(1);
    start('alive');
    await eventually(async () => expect(await stored()).toHaveLength(10));
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('begins with what it left pending itself', async () => {
    const before = streams.log(shard, 'same');
    await before.ensureGroup();
    await publish(0, 10);
    await before.readNew(10);
    const consumer = new ShardConsumer(streams.log(shard, 'same'), streams.get(ChunkStore), {
      ...SETTINGS,
      claimIdle: 3_600_000,
    });
    running.push({ consumer, end: consumer.run() });
    await eventually(async () => expect(await stored()).toHaveLength(10));
  });

  it('puts an unreadable entry with the dead letters after five deliveries, and stores everything else', async () => {
    start('one');
    const log = keys.ingestLog(shard);
    await publish(0, 3);
    const poison = await streams.redis.xadd(log, '*', 'head', 'nonsense', 'rows', '{');
    await publish(10_000, 3);
    await eventually(async () => expect(await streams.redis.xlen(keys.deadLetters(shard))).toBe(1), {
      timeoutMs: 15_000,
    });
    const [letter] = await streams.redis.xrange(keys.deadLetters(shard), '-', '+');
    expect(letter?.[1]).toEqual(expect.arrayContaining(['reason', 'names no stream', 'entry', poison, 'rows', '{']));
    expect(await stored()).toHaveLength(6);
    expect(await pending()).toBe(0);
  });

  it('puts one unreadable record of a block with the dead letters, and stores its neighbours', async () => {
    for (let batch = 0; batch < 3; batch += 1) await publish(batch * 10_000, 2);
    const block = (await streams.redis.get(keys.openBlock(shard))) ?? '';
    await streams.redis.set(keys.openBlock(shard), block.replace('[[10000,', '[[1oooo,'));
    start('one');
    await eventually(async () => expect(await streams.redis.xlen(keys.deadLetters(shard))).toBe(1), {
      timeoutMs: 15_000,
    });
    const [letter] = await streams.redis.xrange(keys.deadLetters(shard), '-', '+');
    expect(letter?.[1]).toEqual(
      expect.arrayContaining(['field block is no JSON', expect.stringContaining('[[1oooo,200],[11000,201]]')]),
    );
    expect(await stored()).toEqual([0, 1_000, 20_000, 21_000]);
    expect(await pending()).toBe(0);
  });

  it('finds few entries in a log that nobody read for a while, each of many requests', async () => {
    for (let batch = 0; batch < 60; batch += 1) await publish(batch * 60_000, 60);
    expect(await streams.redis.xlen(keys.ingestLog(shard))).toBeLessThan(5);
    start('one');
    await eventually(async () => expect(await stored()).toHaveLength(3_600));
    await eventually(async () => expect(await pending()).toBe(0));
    expect(await streams.redis.exists(keys.openBlock(shard))).toBe(0);
  });

  it.each([
    ['group', (log: string) => streams.redis.xgroup('DESTROY', log, GROUP)],
    ['log', (log: string) => streams.redis.del(log)],
  ])('goes on when its %s is deleted under it', async (_, destroy) => {
    start('one');
    await publish(0, 3);
    await eventually(async () => expect(await stored()).toHaveLength(3));
    await destroy(keys.ingestLog(shard));
    await publish(10_000, 3);
    await eventually(async () => expect(new Set(await stored()).size).toBe(6), { timeoutMs: 15_000 });
  });

  it('drops the points of a stream that was removed', async () => {
    await publish(0, 3);
    const service = streams.get(StreamsService);
    const stream = await service.owned(rider, name);
    await service.remove(stream);
    start('one');
    await eventually(async () => expect(await pending()).toBe(0));
    await eventually(async () => expect(await streams.redis.xlen(keys.ingestLog(shard))).toBeLessThanOrEqual(1));
    expect(await streams.get(ChunkStore).read(rider, [stream.id])).toEqual([]);
  });

  describe('when a stream goes before its points are marked', () => {
    /** Three points are stored and marked; of three more, all is known but that they are stored. */
    const halfDone = async (go: (stream: StreamHandle) => Promise<unknown>): Promise<StreamHandle> => {
      const chunks = streams.get(ChunkStore);
      await publish(0, 3);
      const first = start('one');
      await eventually(async () => expect(await persisted()).not.toBeNull());
      first.stop();
      const stream = await streams.get(StreamsService).owned(rider, name);
      let isCut = true;
      let writes = 0;
      const insert: ChunkStore['insert'] = async (part) => {
        await chunks.insert(part);
        writes += 1;
        if (isCut) throw new Error('died');
      };
      await publish(10_000, 3);
      start('two', { insert, remove: chunks.remove.bind(chunks) });
      await eventually(async () => expect(new Set(await stored()).size).toBe(6));
      await go(stream);
      isCut = false;
      const before = writes;
      await eventually(async () => expect(await pending()).toBe(0));
      expect(writes).toBeGreaterThan(before);
      return stream;
    };
    const timestampsOf = async ({ id }: StreamHandle): Promise<Set<number>> => {
      const parts = await streams.get(ChunkStore).read(rider, [id]);
      return new Set(parts.flatMap(columnsToPoints).map(({ timestamp }) => timestamp));
    };

    it('leaves nothing of one that its rider removed', async () => {
      const stream = await halfDone((one) => streams.get(StreamsService).remove(one));
      expect(await timestampsOf(stream)).toEqual(new Set());
    });

    it('keeps all of one that Redis has lost', async () => {
      const { meta, persisted: mark } = keys.stream(name);
      const stream = await halfDone(({ id }) => streams.redis.del(meta, mark + id));
      expect(await timestampsOf(stream)).toEqual(new Set([0, 1_000, 2_000, 10_000, 11_000, 12_000]));
    });
  });

  it('writes and marks the points of more streams than a script is told of at once, but for one that was removed', async () => {
    const [publisher, service] = [streams.get(StreamPublisher), streams.get(StreamsService)];
    const names = Array.from({ length: 2_400 }, (_, number) => `ride-${number}`).filter(
      (one) => shardOf(one) === shard,
    );
    expect(names.length).toBeGreaterThan(520);
    for (const one of names) await publisher.publishPoints(rider, one, [[1_000, 200]]);
    const removed = await service.owned(rider, names[510] ?? '');
    await service.remove(removed);
    const others = names.filter((_, place) => place !== 510);
    const left = await Promise.all(others.map((one) => service.owned(rider, one)));
    start('one');
    await eventually(async () => expect(await Promise.all(others.map(persisted))).not.toContain(null));
    await eventually(async () => expect(await pending()).toBe(0));
    const read = (id: string) => streams.get(ChunkStore).read(rider, [id]);
    for (const { id } of [left[0], left[509], left.at(-1)].filter((one) => one !== undefined))
      expect((await read(id)).flatMap(columnsToPoints)).toEqual([{ timestamp: 1_000, power: 200 }]);
    expect(await read(removed.id)).toEqual([]);
    for (const one of others) await publisher.publishPoints(rider, one, [[2_000, 210]]);
    const last = left.at(-1)?.id ?? '';
    await eventually(async () => expect((await read(last)).flatMap(columnsToPoints)).toHaveLength(2));
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('shows the union of chunks and stream, each point once, the first received standing', async () => {
    start('one');
    const publisher = streams.get(StreamPublisher);
    await publisher.publishPoints(rider, name, [
      [2_000, 100],
      [1_000, 90],
    ]);
    await publisher.publishPoints(rider, name, [[2_000, 999]]);
    await eventually(async () => expect(await stored()).toHaveLength(2));
    const stream = await streams.get(StreamsService).owned(rider, name);
    const columns = mergeColumns(await streams.get(StreamReader).parts(stream.owner, [stream.id], stream));
    expect(columnsToPoints(columns)).toEqual([
      { timestamp: 1_000, power: 90 },
      { timestamp: 2_000, power: 100 },
    ]);
  });
});
