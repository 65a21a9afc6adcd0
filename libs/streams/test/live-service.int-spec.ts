import { type Type } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';

import { GracefulShutdown, Instruments, type Principal, Revocations } from '#platform';
import { Events } from '#testing';

import { LiveHub } from '../src/live/live-hub';
import { LiveService } from '../src/live/live.service';
import { Viewers } from '../src/live/viewers';
import { StreamAudience } from '../src/stream-audience';
import { StreamPublisher } from '../src/stream-publisher';
import { StreamReader } from '../src/stream-reader';
import { StreamsService } from '../src/streams.service';
import { riderId, TestStreams } from './test-streams';

type Method = (...args: unknown[]) => Promise<unknown>;

describe('LiveService, to who watches all streams', () => {
  let streams: TestStreams;
  let viewers: Viewers;
  let http: FastifyInstance;
  let url: string;
  let viewer: Events;
  const rider = riderId();
  const principal: Principal = {
    userId: rider,
    scopes: ['read'],
    via: 'access-token',
    credential: `session:${riderId()}`,
    expiresAt: null,
  };

  beforeAll(async () => {
    streams = await TestStreams.start('live-service');
    const hub = streams.get(LiveHub);
    const [shutdown, instruments] = [streams.get(GracefulShutdown), streams.get(Instruments)];
    viewers = new Viewers(shutdown, instruments, streams.get(Revocations), hub);
    const [reader, audience] = [streams.get(StreamReader), streams.get(StreamAudience)];
    const live = new LiveService(hub, reader, streams.get(StreamsService), audience, viewers);
    http = fastify({ forceCloseConnections: true });
    http.get('/', async (_, reply) => live.listenAll(principal, reply, null));
    url = await http.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => {
    viewer.close();
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    viewers.onModuleDestroy();
    await http.close();
    await streams.stop();
  });

  const publish = (name: string, ...timestamps: number[]) =>
    streams.get(StreamPublisher).publishPoints(
      rider,
      name,
      timestamps.map((timestamp) => [timestamp, 1]),
    );
  const timesOf = (name: string): number[] =>
    viewer.events
      .filter(({ data }) => data.stream === name && data.type === 'message')
      .map(({ data }) => (JSON.parse(data.data?.message ?? '') as { timestamp: number }).timestamp);

  it.each<[string, Type<object>, string]>([
    ['whether it may be seen', StreamsService, 'visible'],
    ['for its newest entry', StreamReader, 'newestId'],
    ['who may see it', StreamAudience, 'of'],
    ['for its entries', StreamReader, 'messages'],
  ])('shows a stream that appears though Redis fails once when asked %s', async (_, type, method) => {
    const name = `new-${method}`;
    const asked = streams.get(type) as Record<string, Method>;
    const really = asked[method]?.bind(asked) as Method;
    let failed = 0;
    jest.spyOn(asked, method).mockImplementation((...args) => {
      if (failed > 0 || !args.flat().includes(name)) return really(...args);
      failed += 1;
      return Promise.reject(new Error('Connection is closed.'));
    });
    viewer = await Events.open(url);
    await publish(name, 1, 2);
    await viewer.until(() => timesOf(name).length >= 2);
    await publish(name, 3);
    await viewer.until(() => timesOf(name).length >= 3);
    expect(timesOf(name)).toEqual([1, 2, 3]);
    expect(failed).toBe(1);
  });

  it('ends, to be resumed, when something fails that asking Redis again does not mend', async () => {
    const service = streams.get(StreamsService);
    const really = service.visible.bind(service);
    const asked = jest
      .spyOn(service, 'visible')
      .mockImplementation((who, name) =>
        name === 'defect' ? Promise.reject(new TypeError('a defect')) : really(who, name),
      );
    viewer = await Events.open(url);
    await publish('defect', 1);
    await viewer.until(() => viewer.ended);
    expect(viewer.retry).toBe(2_000);
    expect(asked.mock.calls.filter(([, name]) => name === 'defect')).toHaveLength(1);
  });

  it('shows a stream that appears while they are let in', async () => {
    const announced = new Promise<void>((resolve) => {
      void streams.get(LiveHub).onAnnouncement((name) => name === 'early' && resolve());
    });
    const service = streams.get(StreamsService);
    const really = service.visibleNames.bind(service);
    jest.spyOn(service, 'visibleNames').mockImplementationOnce(async (userId) => {
      const names = await really(userId);
      await publish('early', 1, 2);
      await announced;
      return names;
    });
    viewer = await Events.open(url);
    await viewer.until(() => timesOf('early').length >= 2);
    await publish('early', 3);
    await viewer.until(() => timesOf('early').length >= 3);
    expect(timesOf('early')).toEqual([1, 2, 3]);
  });
});
