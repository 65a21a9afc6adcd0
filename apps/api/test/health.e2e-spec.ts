import { type Answer, call, eventually, OwnServer, Rider, Service } from '#testing';

import { withDatabase } from '../../../tools/servers';
import { begin, complete, type Point, steadyRide, succeeded, TIME, type WorkoutBody } from './support/workouts';

interface Health {
  status: string;
  mongodb: string;
  redis: string;
  database: string;
  timestamp: string;
}
interface Probe {
  status: string;
  checks: Record<string, string>;
}
interface Taken {
  accepted: number;
  duplicates: number;
}
type Name = 'redis' | 'mongodb';

const CONNECTED = { status: 'ok', mongodb: 'connected', redis: 'connected', database: 'connected' };
const DEGRADED = {
  redis: { ...CONNECTED, status: 'degraded', redis: 'disconnected' },
  mongodb: { ...CONNECTED, status: 'degraded', mongodb: 'disconnected', database: 'disconnected' },
};
/** How soon an outage must show, and how soon it must be forgotten. */
const SOON = { timeoutMs: 6_000, everyMs: 100 };
const TIME_LIMITS = {
  REDIS_COMMAND_TIMEOUT_MS: '1000',
  MONGODB_SERVER_SELECTION_MS: '1000',
  MONGODB_SOCKET_MS: '1500',
  MONGODB_WAIT_QUEUE_MS: '1000',
};

describe('Health', () => {
  let servers: Record<Name, OwnServer>;
  let service: Service;
  let rider: Rider;
  let workout: WorkoutBody;
  let ridden: Point[] = [];

  beforeAll(async () => {
    const [redis, mongodb] = await Promise.all([OwnServer.redis(), OwnServer.mongo()]);
    servers = { redis, mongodb };
    const addresses = { REDIS_URL: redis.uri, MONGODB_URI: withDatabase(mongodb.uri, 'health') };
    service = await Service.start('health', { ...TIME_LIMITS, ...addresses });
    rider = await Rider.register(service.url);
    workout = await begin(rider, { streamName: 'through-it-all', startTime: new Date().toISOString() });
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([servers.redis.stop(), servers.mongodb.stop()]);
  });

  /** Asks with an access token: to know it takes neither of the servers. */
  const ask = <Body>(method: string, path: string, body?: unknown, headers = {}): Promise<Answer<Body>> =>
    call<Body>(service.url, method, path, {
      headers: { authorization: `Bearer ${rider.accessToken}`, ...headers },
      ...(body !== undefined && { body }),
    });
  const overview = (url: string): Promise<Answer<Health>> => call<Health>(url, 'GET', '/health');
  const probe = (url: string, name: string): Promise<Answer<Probe>> => call<Probe>(url, 'GET', `/health/${name}`);
  const both = (work: (url: string) => Promise<void>): Promise<unknown> =>
    Promise.all([work(service.url), work(service.workerUrl)]);
  const nextPoints = (count: number): Point[] =>
    steadyRide(Date.parse(workout.startTime) + ridden.length * 1000, count);
  const ride = async (): Promise<void> => {
    const points = nextPoints(10);
    const answer = await ask<Taken>('POST', `/api/streams/${workout.streamName}/points`, { points });
    const { accepted, duplicates } = succeeded(answer, 200);
    // A point that was refused while Redis hung may have come through after all: it is known by its timestamp.
    expect(accepted + duplicates).toBe(points.length);
    ridden = [...ridden, ...points];
  };
  const allWell = (): Promise<unknown> =>
    both(async (url) => {
      expect((await overview(url)).body).toEqual({ ...CONNECTED, timestamp: expect.stringMatching(TIME) });
      for (const name of ['live', 'ready', 'startup']) expect((await probe(url, name)).status).toBe(200);
    });

  it('is ok in both programs when everything is there', async () => {
    await allWell();
    await both(async (url) => {
      expect((await probe(url, 'live')).body).toEqual({ status: 'ok', checks: {} });
      const { status, checks } = (await probe(url, 'ready')).body;
      expect([status, checks]).toEqual(['ok', expect.objectContaining({ mongodb: 'up', redis: 'up' })]);
      expect('consumer' in checks).toBe(url === service.workerUrl);
      expect(new Set(Object.values(checks))).toEqual(new Set(['up']));
    });
    await ride();
  });

  it('needs no credential, and stands outside /api', async () => {
    expect((await call(service.url, 'GET', '/api/health')).status).toBe(404);
    expect((await call(service.url, 'GET', '/health', { headers: { 'x-api-key': 'nonsense' } })).status).toBe(200);
  });

  const id = (): string => workout.id;
  const stream = (): string => `/api/streams/${workout.streamName}`;
  /** What needs the server that is away, and what does not. */
  const needs: Record<Name, () => Promise<Answer<unknown>>[]> = {
    redis: () => [
      ask('POST', `${stream()}/points`, { points: nextPoints(1) }),
      ask('POST', `${stream()}/messages`, { message: 'anybody there?' }),
      ask('POST', '/api/streams/create', { streamName: 'another' }),
      ask('GET', '/api/streams'),
      ask('GET', `${stream()}/listen`),
      ask('POST', '/api/workouts', {}),
      ask('POST', '/api/workouts', {}, { 'idempotency-key': 'while-away' }),
      ask('POST', `/api/workouts/${id()}/complete`, {}),
    ],
    mongodb: () => [
      ask('GET', '/api/users/me'),
      ask('PUT', '/api/users/me/ftp', { ftp: 250 }),
      ask('POST', '/api/users/me/api-keys', { name: 'lost' }),
      ask('GET', '/api/workouts'),
      ask('POST', `/api/workouts/${id()}/complete`, {}),
      ask('GET', '/api/records'),
      call(service.url, 'POST', '/api/auth/login', { body: { email: rider.email, password: rider.password } }),
    ],
  };
  const needsNot: Record<Name, () => Promise<void>> = {
    redis: async () => {
      succeeded(await ask('GET', '/api/users/me'), 200);
      succeeded(await ask('GET', `/api/workouts/${id()}`), 200);
      succeeded(await ask('GET', '/api/records'), 200);
    },
    mongodb: async () => {
      await ride();
      succeeded(await ask('GET', '/api/streams'), 200);
    },
  };

  describe.each<[Name, string, 'halt' | 'kill', 'resume' | 'restart']>([
    ['redis', 'hangs', 'halt', 'resume'],
    ['redis', 'is killed', 'kill', 'restart'],
    ['mongodb', 'hangs', 'halt', 'resume'],
    ['mongodb', 'is killed', 'kill', 'restart'],
  ])('while %s %s', (name, _, fail, recover) => {
    beforeAll(() => servers[name][fail]());
    afterAll(async () => {
      await servers[name][recover]();
      await eventually(allWell, SOON);
      await ride();
    });

    it('is degraded in both programs within seconds, and alive all the same', async () => {
      await both(async (url) => {
        await eventually(async () => {
          const { status, body } = await overview(url);
          expect([status, body]).toEqual([503, { ...DEGRADED[name], timestamp: expect.stringMatching(TIME) }]);
        }, SOON);
        const ready = await probe(url, 'ready');
        expect([ready.status, ready.body.status]).toEqual([503, 'unavailable']);
        expect(ready.body.checks).toMatchObject({ redis: 'up', mongodb: 'up', [name]: 'no answer to ping' });
        expect((await probe(url, 'live')).status).toBe(200);
        // Once it has started, it has started.
        expect((await probe(url, 'startup')).status).toBe(200);
      });
    });

    it('tells who cannot be served to come again, and serves whom it can', async () => {
      for (const { status, body, headers } of await Promise.all(needs[name]())) {
        const failure = { error: expect.stringMatching(/\w \w/), code: `${name.toUpperCase()}_UNAVAILABLE` };
        expect([status, body]).toEqual([503, { ...failure, statusCode: 503, requestId: headers.get('x-request-id') }]);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
      await needsNot[name]();
    });
  });

  it('lost nothing over it: the same programs complete the ride with every point', async () => {
    const { archivedMessages, workout: done } = await complete(rider, workout);
    expect([archivedMessages, done.summary?.sampleCount, done.duration]).toEqual([
      ridden.length,
      ridden.length,
      ridden.length - 1,
    ]);
    expect(ridden).toHaveLength(70);
    const { body } = await rider.get<{ pagination: { total: number } }>('/api/workouts');
    expect(body.pagination.total).toBe(1);
  });
});
