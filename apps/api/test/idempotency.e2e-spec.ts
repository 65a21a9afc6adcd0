import { Redis } from 'ioredis';

import { type Answer, type Failure, Rider, Service, testRedisUrl } from '#testing';

import { begin, type Changed, steadyRide, type WorkoutList } from './support/workouts';

interface Creation {
  path: string;
  status: number;
  body: object;
  /** Another body that would be just as good. */
  other: object;
  /** How much there is of what is made, and how much one call adds. */
  count: (rider: Rider) => Promise<number>;
  adds?: number;
}

const lengthOf = (name: string) => async (rider: Rider) =>
  (await rider.get<{ length?: number }>(`/api/streams/${name}`)).body.length ?? 0;
const streams = async (rider: Rider) => (await rider.get<{ streams: object[] }>('/api/streams')).body.streams.length;
const workouts = async (rider: Rider) => (await rider.get<WorkoutList>('/api/workouts')).body.pagination.total;
const apiKeys = async (rider: Rider) => (await rider.get<object[]>('/api/users/me/api-keys')).body.length;

/** Every route that makes something for a rider; `name` is used by one test alone. */
const CREATIONS: Record<string, (name: string) => Creation> = {
  'a stream': (name) => ({
    ...{ path: '/api/streams/create', status: 200, count: streams },
    ...{ body: { streamName: name }, other: { streamName: `${name}-2` } },
  }),
  'a message': (name) => ({
    ...{ path: `/api/streams/${name}/messages`, status: 200, count: lengthOf(name) },
    ...{ body: { message: 'hi' }, other: { message: 'ho' } },
  }),
  points: (name) => ({
    ...{ path: `/api/streams/${name}/points`, status: 200, count: lengthOf(name), adds: 20 },
    ...{ body: { points: steadyRide(1e12, 20) }, other: { points: steadyRide(2e12, 20) } },
  }),
  'a workout': (name) => ({
    ...{ path: '/api/workouts', status: 201, count: workouts },
    ...{ body: { title: name }, other: { title: `${name}-2` } },
  }),
  'an API key': (name) => ({
    ...{ path: '/api/users/me/api-keys', status: 201, count: apiKeys },
    ...{ body: { name }, other: { name: `${name}-2` } },
  }),
};

describe('Idempotency-Key', () => {
  let service: Service;
  let redisUrl: string;
  let rider: Rider;
  let number = 0;
  const newName = (): string => `idempotent-${(number += 1)}`;
  const post = <Body = Failure>(path: string, body: unknown, key: string, by = rider): Promise<Answer<Body>> =>
    by.call<Body>('POST', path, { body, headers: { 'idempotency-key': key } });
  const answer = ({ status, body }: Answer<unknown>): unknown[] => [status, body];

  beforeAll(async () => {
    redisUrl = await testRedisUrl();
    service = await Service.start('idempotency', { REDIS_URL: redisUrl });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    rider = await Rider.register(service.url);
  });

  describe.each(Object.entries(CREATIONS))('on making %s', (_, creation) => {
    let made: Creation & { before: number };
    let key: string;
    const added = async (): Promise<number> => ((await made.count(rider)) - made.before) / (made.adds ?? 1);

    beforeEach(async () => {
      key = newName();
      const fresh = creation(key);
      made = { ...fresh, before: await fresh.count(rider) };
    });

    it('gives the first answer again for the same body, and makes nothing more', async () => {
      const first = await post(made.path, made.body, key);
      expect(first.status).toBe(made.status);
      expect(answer(await post(made.path, made.body, key))).toEqual(answer(first));
      expect(answer(await post(made.path, JSON.stringify(made.body, null, 2), key))).toEqual(answer(first));
      expect(await added()).toBe(1);
    });

    it('refuses another body with 422, and makes nothing of it', async () => {
      await post(made.path, made.body, key);
      const other = await post(made.path, made.other, key);
      expect([other.status, other.body.statusCode, other.body.code]).toEqual([422, 422, 'IDEMPOTENCY_KEY_REUSED']);
      expect(await added()).toBe(1);
      expect((await post(made.path, made.other, newName())).status).toBe(made.status);
      expect(await added()).toBe(2);
    });

    it('makes one of eight at the same instant', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => post(made.path, made.body, key)));
      const good = answers.filter(({ status }) => status === made.status);
      expect(good.length).toBeGreaterThan(0);
      for (const one of good) expect(answer(one)).toEqual(answer(good[0] as Answer<Failure>));
      // Whoever comes while the first is being worked on is told so.
      for (const { status, body } of answers.filter((one) => !good.includes(one)))
        expect([status, body.code]).toEqual([409, 'REQUEST_IN_PROGRESS']);
      expect(await added()).toBe(1);
      expect(answer(await post(made.path, made.body, key))).toEqual(answer(good[0] as Answer<Failure>));
    });

    it('is not needed: without a key, or with two, the same is made again where it can be', async () => {
      for (const one of [newName(), newName()]) await post(made.path, made.body, one);
      await rider.post(made.path, made.body);
      // A stream is known by its name, a point by its timestamp.
      expect(await added()).toBe(/create$|points$/.test(made.path) ? 1 : 3);
    });
  });

  it("is one rider's own, and one route's", async () => {
    const [key, other] = [newName(), await Rider.register(service.url)];
    const mine = await post<Changed>('/api/workouts', { title: 'same' }, key);
    const theirs = await post<Changed>('/api/workouts', { title: 'same' }, key, other);
    expect([mine.status, theirs.status, theirs.body.workout.userId]).toEqual([201, 201, other.id]);
    const message = await post(`/api/streams/${newName()}/messages`, { message: 'hi' }, key);
    const elsewhere = await post(`/api/streams/${newName()}/messages`, { message: 'ho' }, key);
    expect([message.status, elsewhere.status]).toEqual([200, 200]);
  });

  it('is free again when the first attempt failed', async () => {
    const key = newName();
    expect((await post('/api/workouts', { title: 5 }, key)).status).toBe(400);
    const { streamName } = await begin(rider);
    expect((await post('/api/workouts', { streamName }, key)).status).toBe(409);
    expect((await post('/api/workouts', { title: 'right' }, key)).status).toBe(201);
  });

  it('gives the same ticket to a viewer whose answer was lost', async () => {
    const [key, { streamName }] = [newName(), await begin(rider)];
    const first = await post(`/api/streams/${streamName}/tickets`, undefined, key);
    expect(first.status).toBe(201);
    expect(answer(await post(`/api/streams/${streamName}/tickets`, undefined, key))).toEqual(answer(first));
  });

  it.each([['x'.repeat(256)], ['with blank'], ['é']])('refuses %p as a key', async (key) => {
    const refused = await post('/api/workouts', {}, key);
    expect([refused.status, refused.body.details?.[0]?.field]).toEqual([400, 'Idempotency-Key']);
    expect(await workouts(rider)).toBe(0);
  });

  it('keeps the answer for a day, unreadable, through the death of the program', async () => {
    const key = newName();
    const first = await post<{ key: string }>('/api/users/me/api-keys', { name: 'secret' }, key);
    const redis = new Redis(redisUrl);
    try {
      const stored = await redis.keys(`*idempotency*${rider.id}*`);
      expect(stored).toHaveLength(1);
      const [kept = ''] = stored;
      const life = await redis.ttl(kept);
      expect([life > 86_000, life <= 86_400]).toEqual([true, true]);
      expect(await redis.get(kept)).not.toContain(first.body.key);
    } finally {
      redis.disconnect();
    }
    await service.killApi();
    await service.startApi();
    expect(answer(await post('/api/users/me/api-keys', { name: 'secret' }, key))).toEqual(answer(first));
  });
});
