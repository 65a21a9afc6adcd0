import { eventually } from '#testing';

import { PositionSharing } from '../src/position-sharing';
import { type Audience, StreamAudience } from '../src/stream-audience';
import { LiveHub } from '../src/live/live-hub';
import { StreamPublisher } from '../src/stream-publisher';
import { StreamsService } from '../src/streams.service';
import { riderId, TestStreams } from './test-streams';

describe('StreamAudience', () => {
  let streams: TestStreams;
  let service: StreamsService;
  const [ada, eve] = [riderId(), riderId()];

  beforeAll(async () => {
    streams = await TestStreams.start('audience');
    service = streams.get(StreamsService);
  });
  afterEach(() => streams.get(PositionSharing).register(() => Promise.resolve(new Set())));
  afterAll(() => streams.stop());

  const of = (...names: string[]) => streams.get(StreamAudience).of(names);

  it('tells whose a stream is, and who may see it and how much', async () => {
    const { stream } = await service.create(ada, 'open', 'public');
    await service.create(ada, 'closed');
    const asked: string[][] = [];
    streams.get(PositionSharing).register((riders) => {
      asked.push([...riders]);
      return Promise.resolve(new Set([ada]));
    });
    const open = { streamId: stream.id, owner: ada, public: true, sharesPosition: true };
    expect(await of('open', 'none', 'open')).toEqual([open, null, open]);
    expect(await of('closed')).toMatchObject([{ public: false }]);
    await Promise.all([of('open'), of('open')]);
    expect(asked).toEqual([[ada]]);
  });

  it.each([
    ['cannot be asked', () => Promise.reject(new Error('not primary'))],
    ['does not answer', () => new Promise<Set<string>>(() => undefined)],
  ])('lets nobody see a position while the database %s', async (_, source) => {
    await service.create(ada, 'open', 'public');
    streams.get(PositionSharing).register(source);
    expect(await of('open')).toMatchObject([{ public: true, sharesPosition: false }]);
  });

  it('is told before anything that came while the connection was cut: the name may be another rider’s by then', async () => {
    const before = (await service.create(ada, 'taken')).stream;
    const seen: (string | Audience | null)[] = [];
    const end = await streams.get(LiveHub).watch('taken', {
      onEntry: ({ message }) => void seen.push(message),
      onRemoved: () => void seen.push('removed'),
      onAudience: (audience) => void seen.push(audience),
    });
    await streams.cutSubscriber();
    await service.remove(before);
    const after = (await service.create(eve, 'taken')).stream;
    await streams.get(StreamPublisher).publishMessage(eve, 'taken', { text: 'eve’s', row: null });
    await eventually(() => expect(seen).toContain('eve’s'));
    const told = seen.findIndex((what) => (what as Audience | null)?.streamId === after.id);
    expect(told).toBeGreaterThanOrEqual(0);
    expect(told).toBeLessThan(seen.indexOf('eve’s'));
    expect(seen).not.toContain('removed');
    await end();
  });
});
