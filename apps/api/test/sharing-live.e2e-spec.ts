import { Redis } from 'ioredis';

import { type Events, eventually, Rider, Service } from '#testing';

import { closedAfterEach, sharePosition } from './support/sharing';
import { begin, complete, type Point, send, type WorkoutBody } from './support/workouts';

const point = (timestamp: number): Point => ({ timestamp, power: 211, lat: 47.376912, lng: 8.541694 });
const placed = (text: string): boolean => text.includes('47.376912');

describe('Those who are watching a ride already', () => {
  let service: Service;
  let ada: Rider;
  let eve: Rider;
  const listen = closedAfterEach();
  let ride: WorkoutBody;
  let name: string;
  let sent: number;

  beforeAll(async () => {
    service = await Service.start('sharing-live');
    [ada, eve] = [await Rider.register(service.url), await Rider.register(service.url)];
  });
  afterAll(() => service.stop());

  const share = (shared: boolean) => sharePosition(ada, shared);
  const begun = () => begin(ada, { visibility: 'public' });
  /** What a process leaves that dies before it announces, or a subscription that was cut just then. */
  const hideUnannounced = async (): Promise<void> => {
    const redis = new Redis(service.redisUrl);
    const [meta = ''] = await redis.keys(`*${service.keyPrefix}:p*:meta:${name}`);
    expect(await redis.hset(meta, 'public', '0')).toBe(0);
    redis.disconnect();
  };

  beforeEach(async () => {
    await share(false);
    ride = await begun();
    name = ride.streamName ?? '';
    sent = Date.now() - 600_000;
  });
  const sendPoint = () => send(ada, ride, [point((sent += 1000))]);
  const patch = (visibility: string) => ada.call('PATCH', `/api/workouts/${ride.id}`, { body: { visibility } });
  const last = ({ messages }: Events): string => messages[messages.length - 1] ?? '';

  it('see the position, and see it no more, within 5 s of the setting', async () => {
    const viewers = [await listen(eve, `/api/streams/${name}/listen`), await listen(eve, '/api/streams/listenAll')];
    const shows = async (wanted: boolean): Promise<void> => {
      const changed = Date.now();
      await eventually(
        async () => {
          await sendPoint();
          for (const viewer of viewers) {
            await viewer.until(() => last(viewer).includes(String(sent)));
            expect(placed(last(viewer))).toBe(wanted);
          }
        },
        { timeoutMs: 5_000 },
      );
      expect(Date.now() - changed).toBeLessThan(5_000);
    };
    await shows(false);
    await share(true);
    await shows(true);
    await share(false);
    await shows(false);
  });

  it('see nothing more when it becomes private', async () => {
    const [one, all] = [await listen(eve, `/api/streams/${name}/listen`), await listen(eve, '/api/streams/listenAll')];
    await sendPoint();
    for (const viewer of [one, all]) await viewer.until(() => viewer.messages.length === 1);
    await patch('private');
    await one.until(() => one.ended, 5_000);
    expect((await eve.get(`/api/streams/${name}/listen`)).status).toBe(404);
    await eve.post('/api/streams/create', { streamName: `eves-${name}` });
    await sendPoint();
    await eve.post(`/api/streams/eves-${name}/messages`, { message: 'mine' });
    await all.until(() => last(all) === 'mine');
    expect([one.messages.length, all.messages.length]).toEqual([1, 2]);
  });

  it('see a ride that becomes public', async () => {
    await patch('private');
    const all = await listen(eve, '/api/streams/listenAll');
    await sendPoint();
    await patch('public');
    await eventually(async () => {
      await sendPoint();
      expect(all.messages.length).toBeGreaterThan(0);
    });
  });

  it.each([
    ['completed', () => complete(ada, ride)],
    ['deleted', () => ada.call('DELETE', `/api/workouts/${ride.id}`)],
  ])('are told that the stream is gone when the ride is %s', async (_, finish) => {
    const viewer = await listen(eve, `/api/streams/${name}/listen`);
    await sendPoint();
    await finish();
    await viewer.until(() => viewer.ended);
    expect(viewer.events.at(-1)?.data).toEqual({ type: 'stream_deleted', streamName: name });
  });

  it('see nothing more when whoever was to announce it died', async () => {
    const viewer = await listen(eve, `/api/streams/${name}/listen`);
    await hideUnannounced();
    await viewer.until(() => viewer.ended, 5_000);
  });

  it('and the workout agree after many changes of mind at once', async () => {
    const changes = ['private', 'public', 'private', 'public', 'private', 'public', 'private'];
    await Promise.all(
      changes.map((visibility) => ada.call('PATCH', `/api/workouts/${ride.id}`, { body: { visibility } })),
    );
    const { visibility } = (await ada.get<WorkoutBody>(`/api/workouts/${ride.id}`)).body;
    const statuses = [`/api/workouts/${ride.id}`, `/api/streams/${ride.streamName}`].map(
      async (path) => (await eve.get(path)).status,
    );
    expect(await Promise.all(statuses)).toEqual(visibility === 'public' ? [200, 200] : [404, 404]);
  });
});
