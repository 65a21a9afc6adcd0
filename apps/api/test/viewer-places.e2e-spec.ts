import { eventually, type Events, Rider, Service } from '#testing';

describe('Event streams of one rider', () => {
  let service: Service;
  let rider: Rider;
  let open: Events[];

  beforeAll(async () => {
    service = await Service.start('viewer-places', { RATE_LIMIT_FACTOR: '1', VIEWERS_PER_RIDER: '3' });
  });
  beforeEach(async () => {
    open = [];
    rider = await Rider.register(service.url);
    await rider.post('/api/streams/create', { streamName: `of-${rider.id}` });
  });
  afterEach(() => open.forEach((events) => events.close()));
  afterAll(() => service.stop());

  const path = (): string => `/api/streams/of-${rider.id}/listen`;
  const watch = async (): Promise<void> => void open.push(await rider.listen(path()));

  it('are so many and no more, of whatever kind, and others’ are not counted', async () => {
    await watch();
    await watch();
    open.push(await rider.listen('/api/streams/listenAll'));
    const refused = await rider.get(path());
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_VIEWERS']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    const other = await Rider.register(service.url);
    open.push(await other.listen('/api/streams/listenAll'));
  });

  it('make room when one ends', async () => {
    for (let count = 0; count < 3; count++) await watch();
    open.pop()?.close();
    await eventually(watch);
  });

  it('do not count what never began', async () => {
    for (let count = 0; count < 5; count++) {
      expect((await rider.get('/api/streams/of-nobody/listen')).status).toBe(404);
      expect((await rider.get(`${path()}?lastEventId=nonsense`)).status).toBe(400);
    }
    for (let count = 0; count < 3; count++) await watch();
  });

  it('are given back by a process that was killed', async () => {
    for (let count = 0; count < 3; count++) await watch();
    await service.killApi();
    await service.startApi();
    expect((await rider.get(path())).status).toBe(429);
    await eventually(watch, { timeoutMs: 70_000, everyMs: 2_000 });
  }, 90_000);
});
