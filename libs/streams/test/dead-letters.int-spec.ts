import { eventually } from '#testing';

import { ChunkStore } from '../src/chunks/chunk-store';
import { type DeadLetter, DeadLetters } from '../src/ingest/dead-letters';
import { DeadLettersModule } from '../src/ingest/dead-letters.module';
import { GROUP } from '../src/ingest/ingest-log';
import { ShardConsumer } from '../src/ingest/shard-consumer';
import { KeyNames, shardOf } from '../src/stream-keys';
import { StreamPublisher } from '../src/stream-publisher';
import { StreamsService } from '../src/streams.service';
import { riderId, TestStreams } from './test-streams';

describe('DeadLetters', () => {
  let streams: TestStreams;
  let keys: KeyNames;
  let letters: DeadLetters;
  const rider = riderId();
  const name = 'buried-ride';
  const shard = shardOf(name);

  beforeEach(async () => {
    streams = await TestStreams.start('dead-letters', { modules: [DeadLettersModule] });
    keys = streams.get(KeyNames);
    letters = streams.get(DeadLetters);
  });
  afterEach(() => streams.stop());

  const listed = async (): Promise<DeadLetter[]> => {
    const found: DeadLetter[] = [];
    for await (const letter of letters.list()) found.push(letter);
    return found;
  };
  const logged = () => streams.redis.xrange(keys.ingestLog(shard), '-', '+');
  /** Publishes a point and buries its log entry, as the worker does with what it cannot read. */
  const bury = async (timestamp: number, reason: string): Promise<void> => {
    await streams.get(StreamPublisher).publishPoints(rider, name, [[timestamp, 200]]);
    const log = streams.log(shard, 'undertaker');
    await log.ensureGroup();
    for (const [id] of await log.readNew(10)) await log.split(id);
    for (const [id] of await log.readNew(10)) await log.bury(id, reason);
    await streams.redis.xtrim(keys.ingestLog(shard), 'MAXLEN', 0);
  };

  it('lists what was buried, in every shard, with why and when', async () => {
    await bury(1_000, 'field rows is no JSON');
    await streams.redis.xadd(keys.deadLetters((shard + 1) % 4), '5-5', 'reason', 'gone', 'entry', '4-4', 'buriedAt', 7);
    const found = await listed();
    expect(found).toHaveLength(2);
    const own = found.find((letter) => letter.shard === shard);
    expect(own).toMatchObject({ reason: 'field rows is no JSON', streamName: name, owner: rider });
    expect(own?.id).toMatch(new RegExp(`^${shard}:\\d+-\\d+$`));
    expect(Math.abs((own?.buriedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    const other = found.find((letter) => letter !== own);
    expect(other).toMatchObject({ id: `${(shard + 1) % 4}:5-5`, entryId: '4-4', streamName: null, fields: [] });
    expect(await letters.count(shard)).toBe(1);
  });

  it('lists more than a page', async () => {
    const adding = streams.redis.pipeline();
    for (let index = 1; index <= 450; index += 1)
      adding.xadd(keys.deadLetters(shard), `${index}-0`, 'reason', 'x', 'entry', '1-1', 'buriedAt', index);
    await adding.exec();
    const ids = (await listed()).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 450 }, (_, index) => `${shard}:${index + 1}-0`));
  });

  it('puts a letter back as the entry that it was, once, and the worker stores it', async () => {
    await bury(1_000, 'not readable then');
    const [letter] = await listed();
    const { id = '', fields = [] } = letter ?? {};
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => letters.replay([id])));
    expect(outcomes.reduce((sum, { done }) => sum + done, 0)).toBe(1);
    expect(outcomes.flatMap(({ missing }) => missing)).toEqual(Array(7).fill(id));
    expect((await logged()).map(([, entry]) => entry)).toEqual([fields]);
    expect(await letters.count(shard)).toBe(0);

    const settings = { flushInterval: 50, flushPoints: 5_000, claimIdle: 400 };
    const consumer = new ShardConsumer(streams.log(shard, 'one'), streams.get(ChunkStore), settings);
    const end = consumer.run();
    const stream = await streams.get(StreamsService).owned(rider, name);
    await eventually(async () => expect(await streams.get(ChunkStore).read(rider, [stream.id])).toHaveLength(1));
    await eventually(async () =>
      expect(((await streams.redis.xpending(keys.ingestLog(shard), GROUP)) as [number])[0]).toBe(0),
    );
    consumer.stop();
    await end;
  });

  it('keeps a letter that holds nothing to replay, and says which', async () => {
    await streams.redis.xadd(keys.deadLetters(shard), '5-5', 'reason', 'gone', 'entry', '4-4', 'buriedAt', 7);
    expect(await letters.replay([`${shard}:5-5`])).toEqual({ done: 0, missing: [], empty: [`${shard}:5-5`] });
    expect(await letters.count(shard)).toBe(1);
    expect(await logged()).toEqual([]);
  });

  it('drops what it is told to, and nothing else', async () => {
    await bury(1_000, 'one');
    await bury(2_000, 'two');
    const [one, two] = await listed();
    const ids = [one?.id ?? '', `${shard}:1-1`];
    expect(await letters.drop(ids)).toEqual({ done: 1, missing: [`${shard}:1-1`], empty: [] });
    expect(await listed()).toEqual([two]);
    expect(await logged()).toEqual([]);
  });

  it.each(['1-1', '9:1-1', '0:', '0:x', '-1:1-1', '0:1-1;FLUSHALL'])('refuses %s as an id', async (id) => {
    await expect(letters.replay([id])).rejects.toThrow(RangeError);
    await expect(letters.drop([id])).rejects.toThrow(RangeError);
  });
});
