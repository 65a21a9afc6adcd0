import { RedisConnections } from '#platform';
import { eventually } from '#testing';

import { LiveHub } from '../src/live/live-hub';
import { StreamViewer } from '../src/live/stream-viewer';
import { StreamAudience } from '../src/stream-audience';
import { StreamDigests } from '../src/stream-digests';
import { KeyNames } from '../src/stream-keys';
import { StreamPublisher } from '../src/stream-publisher';
import { type StreamEntry } from '../src/stream-entry';
import { StreamReader } from '../src/stream-reader';
import { StreamsService } from '../src/streams.service';
import { riderId, TestStreams } from './test-streams';

describe('LiveHub', () => {
  let streams: TestStreams;
  let hub: LiveHub;
  const rider = riderId();

  beforeAll(async () => {
    streams = await TestStreams.start('hub');
    hub = streams.get(LiveHub);
  });
  afterAll(() => streams.stop());

  const listener = () => {
    const seen: StreamEntry[] = [];
    let removed = 0;
    return {
      seen,
      removedTimes: () => removed,
      onEntry: (entry: StreamEntry) => void seen.push(entry),
      onRemoved: () => void (removed += 1),
    };
  };
  const publish = (name: string, ...timestamps: number[]) =>
    streams.get(StreamPublisher).publishPoints(
      rider,
      name,
      timestamps.map((timestamp) => [timestamp, 1]),
    );
  const timesOf = (entries: StreamEntry[]): number[] =>
    entries.map(({ message }) => (JSON.parse(message) as { timestamp: number }).timestamp);

  it('hands each entry to every listener of the stream, once and in order', async () => {
    await publish('shared', 0);
    const [one, two] = [listener(), listener()];
    const ends = [await hub.watch('shared', one), await hub.watch('shared', two)];
    expect(hub.load).toEqual({ streams: 1, listeners: 2 });
    await publish('shared', 1, 2, 3);
    await eventually(() => expect(timesOf(one.seen)).toEqual([1, 2, 3]));
    expect(two.seen).toEqual(one.seen);
    for (const end of ends) await end();
    expect(hub.load).toEqual({ streams: 0, listeners: 0 });
  });

  it('misses nothing and repeats nothing when its connection is cut while entries come', async () => {
    await publish('cut', 0);
    const viewer = listener();
    const end = await hub.watch('cut', viewer);
    for (let timestamp = 1; timestamp <= 200; timestamp += 1) {
      await publish('cut', timestamp);
      if (timestamp % 60 === 0) await streams.cutSubscriber();
    }
    await eventually(() => expect(viewer.seen.length).toBeGreaterThanOrEqual(200));
    expect(timesOf(viewer.seen)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    await end();
  });

  it('misses nothing when what it missed cannot be read at once, because that connection is back later', async () => {
    await publish('late', 0);
    const reader = streams.get(StreamReader);
    let failing = 0;
    const flaky = new Proxy(reader, {
      get: (of, property: keyof StreamReader) =>
        property === 'messages' && failing > 0 && failing-- > 0
          ? () => Promise.reject(new Error('Connection is closed.'))
          : of[property].bind(of),
    });
    const late = new LiveHub(
      streams.get(RedisConnections),
      streams.get(KeyNames),
      flaky,
      streams.get(StreamDigests),
      streams.get(StreamAudience),
    );
    const viewer = listener();
    const end = await late.watch('late', viewer);
    failing = 2;
    await streams.cutSubscriber();
    for (let timestamp = 1; timestamp <= 100; timestamp += 1) await publish('late', timestamp);
    await eventually(() => expect(viewer.seen.length).toBeGreaterThanOrEqual(100));
    expect(timesOf(viewer.seen)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(failing).toBe(0);
    await end();
    late.onApplicationShutdown();
  });

  it('tells the end of a stream', async () => {
    await publish('ending', 0);
    const viewer = listener();
    const end = await hub.watch('ending', viewer);
    const service = streams.get(StreamsService);
    await service.remove(await service.owned(rider, 'ending'));
    await eventually(() => expect(viewer.removedTimes()).toBe(1));
    await end();
  });

  it('forgets a viewer who left while they were let in', async () => {
    const callbacks = { onRemoved: () => undefined, onForbidden: () => undefined };
    const viewing = { name: 'going', streamId: riderId(), viewerId: rider, kind: 'listenAll' as const };
    const viewer = new StreamViewer(viewing, callbacks, null);
    const attached = viewer.attach(hub, streams.get(StreamAudience));
    await viewer.stop();
    await attached;
    expect(hub.load).toEqual({ streams: 0, listeners: 0 });
  });

  it('leaves no subscription behind after many come and go', async () => {
    for (let round = 0; round < 50; round += 1) {
      const ends = await Promise.all(
        Array.from({ length: 10 }, (_, index) => hub.watch(`busy-${index % 3}`, listener())),
      );
      await Promise.all(ends.map((end) => end()));
    }
    expect(hub.load).toEqual({ streams: 0, listeners: 0 });
    const channels = (await streams.redis.pubsub('CHANNELS', `${streams.config.redis.keyPrefix}:live:*`)) as string[];
    expect(channels).toEqual([]);
  });
});
