import { Readiness, RedisConnections } from '#platform';
import { eventually } from '#testing';

import { ChunkStore } from '../src/chunks/chunk-store';
import { IngestLag } from '../src/ingest/ingest-lag';
import { GROUP } from '../src/ingest/ingest-log';
import { IngestModule } from '../src/ingest/ingest.module';
import { KeyNames, shardOf } from '../src/stream-keys';
import { StreamsService } from '../src/streams.service';
import { riderId, TestStreams } from './test-streams';

const rider = riderId();
const name = 'waiting-ride';
const shard = shardOf(name);

/** Puts an entry with one point into the log, as if it had arrived that long ago. */
async function arrive(streams: TestStreams, secondsAgo: number): Promise<string> {
  const { stream } = await streams.get(StreamsService).create(rider, name);
  const id = `${Date.now() - secondsAgo * 1_000}-0`;
  const fields = { head: `${stream.id} ${name} ${rider} 1 ${id}`, rows: '[[1000,200]]' };
  await streams.redis.xadd(streams.get(KeyNames).ingestLog(shard), id, ...Object.entries(fields).flat());
  return id;
}

describe('IngestLag', () => {
  let streams: TestStreams;

  beforeEach(async () => (streams = await TestStreams.start('lag')));
  afterEach(() => streams.stop());

  /** Past the moment for which an answer is good. */
  const measured = () => new IngestLag(streams.get(RedisConnections), streams.get(KeyNames)).latest();
  const ofShard = async () => {
    const { undelivered, pending, oldestAge } = (await measured())[shard] ?? {};
    return { undelivered, pending, seconds: Math.floor((oldestAge ?? 0) / 1_000) };
  };

  it('is nothing where there is no log, and of four shards', async () => {
    const lags = await measured();
    expect(lags.map((lag) => lag.shard)).toEqual([0, 1, 2, 3]);
    expect(lags[shard]).toEqual({ shard, undelivered: 0, pending: 0, oldestAge: 0 });
  });

  it('follows an entry from its arrival to its acknowledgement', async () => {
    await arrive(streams, 100);
    const newest = await arrive(streams, 40);
    // Before there is any worker.
    expect(await ofShard()).toEqual({ undelivered: 2, pending: 0, seconds: 100 });
    const log = streams.log(shard, 'one');
    await log.ensureGroup();
    expect(await ofShard()).toEqual({ undelivered: 2, pending: 0, seconds: 100 });
    const [first] = await log.readNew(1);
    expect(await ofShard()).toEqual({ undelivered: 1, pending: 1, seconds: 100 });
    await streams.redis.xack(streams.get(KeyNames).ingestLog(shard), GROUP, first?.[0] ?? '');
    expect(await ofShard()).toEqual({ undelivered: 1, pending: 0, seconds: 40 });
    await log.readNew(1);
    await streams.redis.xack(streams.get(KeyNames).ingestLog(shard), GROUP, newest);
    expect(await ofShard()).toEqual({ undelivered: 0, pending: 0, seconds: 0 });
  });

  it('knows of the block that is no entry yet', async () => {
    const { stream } = await streams.get(StreamsService).create(rider, name);
    const record = `["${stream.id}","${name}","${rider}",1,"${Date.now() - 50_000}-3",[[1000,200]]],\n`;
    await streams.redis.append(streams.get(KeyNames).openBlock(shard), record.repeat(9));
    expect(await ofShard()).toEqual({ undelivered: 1, pending: 0, seconds: 50 });
    await arrive(streams, 70);
    expect(await ofShard()).toEqual({ undelivered: 2, pending: 0, seconds: 70 });
  });

  it('is counted where Redis itself cannot tell any more', async () => {
    await arrive(streams, 100);
    const deleted = await arrive(streams, 80);
    await arrive(streams, 60);
    await streams.log(shard, 'one').ensureGroup();
    await streams.log(shard, 'one').readNew(1);
    await streams.redis.xdel(streams.get(KeyNames).ingestLog(shard), deleted);
    expect(await ofShard()).toEqual({ undelivered: 1, pending: 1, seconds: 100 });
  });
});

describe('A worker with points that wait', () => {
  it('is not ready until they are stored, and may start all the same', async () => {
    const streams = await TestStreams.start('behind', { modules: [IngestModule] });
    const chunks = streams.get(ChunkStore);
    const readiness = streams.get(Readiness);
    const really = chunks.insert.bind(chunks);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    jest.spyOn(chunks, 'insert').mockImplementation((documents) => held.then(() => really(documents)));
    const lag = async () => new Map(readiness.entries('always')).get('lag')?.();
    try {
      expect(await lag()).toBeNull();
      await arrive(streams, 301);
      await eventually(async () => expect(await lag()).toMatch(/^30\d s behind$/));
      expect(readiness.entries('startup').map(([check]) => check)).toEqual(
        expect.arrayContaining(['consumer', 'shutdown']),
      );
      expect(readiness.entries('startup').map(([check]) => check)).not.toContain('lag');
      release();
      await eventually(async () => expect(await lag()).toBeNull());
    } finally {
      release();
      await streams.stop();
    }
  });
});
