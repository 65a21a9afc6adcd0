import { call, eventually, freePort, Rider, Service, startProgram, type Failure } from '#testing';

import { begin, steadyRide } from './support/workouts';

const SETTINGS = {
  RATE_LIMIT_FACTOR: '0.5',
  INGEST_PER_MINUTE: '100',
  READS_PER_MINUTE: '60',
  WRITES_PER_MINUTE: '60',
  EXPENSIVE_PER_MINUTE: '10',
  TICKETS_PER_MINUTE: '6',
  REFRESHES_PER_ADDRESS: '8',
  REFUSED_CREDENTIALS_PER_ADDRESS: '20',
};

describe('Limits on how much may be asked', () => {
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('rate-limits', SETTINGS);
  });
  beforeEach(async () => {
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  type Answered = { status: number; headers: Headers; body: Failure };
  const until429 = async (ask: () => Promise<Answered>, most = 200): Promise<[served: number, refused: Answered]> => {
    for (let served = 0; served < most; served += 1) {
      const answer = await ask();
      if (answer.status === 429) return [served, answer];
    }
    throw new Error(`none of ${most} was refused`);
  };
  const number = ({ headers }: Answered, name: string): number => Number(headers.get(name));

  it('tell with every answer what is left, and with a refusal when to come back', async () => {
    const first = await rider.get('/api/users/me');
    expect(['limit', 'remaining'].map((name) => number(first, `ratelimit-${name}`))).toEqual([30, 29]);
    const [served, refused] = await until429(() => rider.get('/api/users/me'));
    expect(served).toBe(29);
    expect(refused.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', statusCode: 429 });
    expect(number(refused, 'ratelimit-remaining')).toBe(0);
    expect(number(refused, 'retry-after')).toBeGreaterThan(0);
    expect(number(refused, 'retry-after')).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit-reset')).toBe(refused.headers.get('retry-after'));
  });

  it('leave everybody else alone, and other kinds of requests', async () => {
    await until429(() => rider.get('/api/users/me'));
    const other = await Rider.register(service.url);
    expect((await other.get('/api/users/me')).status).toBe(200);
    expect((await rider.post('/api/streams/create', { streamName: 'still' })).status).toBe(200);
    expect((await rider.post('/api/streams/still/messages', { message: 'there' })).status).toBe(200);
  });

  it('count for the rider, whichever key is used', async () => {
    const made = await rider.post<{ key: string }>('/api/users/me/api-keys', { name: 'another' });
    await until429(() => rider.get('/api/users/me'));
    const credentials: Record<string, string>[] = [
      { 'x-api-key': made.body.key },
      { authorization: `Bearer ${rider.accessToken}` },
    ];
    for (const headers of credentials)
      expect((await call(service.url, 'GET', '/api/users/me', { headers })).status).toBe(429);
  });

  it('count a point as one and a batch by its points, the short way and the usual one', async () => {
    const point = (timestamp: number) => ({ message: { timestamp, power: 200 } });
    const begun = Date.now() - 3_600_000;
    const messages = '/api/streams/counted/messages';
    const first = await rider.post(messages, point(begun));
    const second = await rider.post(messages, point(begun + 1_000));
    expect([first, second].map((answer) => number(answer, 'ratelimit-remaining'))).toEqual([49, 48]);
    const points = Array.from({ length: 950 }, (_, at) => ({ timestamp: begun + (at + 2) * 1_000, power: 200 }));
    const batch = await rider.post('/api/streams/counted/points', { points });
    expect(number(batch, 'ratelimit-remaining')).toBe(38);
    // What is wrong with it is found out after it was counted, and it is not counted twice.
    const wrong = await rider.post(messages, { message: { dataType: 'workout_metrics', power: 'much' } });
    expect([wrong.status, number(wrong, 'ratelimit-remaining')]).toEqual([400, 37]);
    const [served, refused] = await until429(() => rider.post(messages, point(Date.now())));
    expect([served, refused.body.code]).toEqual([37, 'TOO_MANY_REQUESTS']);
    const many = { points: Array<object>(10_000).fill({ timestamp: begun, power: 200, cadence: 90 }) };
    expect((await rider.post('/api/streams/counted/points', many)).status).toBe(429);
  });

  it('are narrower for what takes long, and for tickets', async () => {
    const workout = await begin(rider);
    const telemetry = (): Promise<Answered> => rider.get(`/api/workouts/${workout.id}/telemetry`);
    const [served] = await until429(telemetry);
    expect(served).toBe(5);
    expect((await rider.get('/api/workouts?q=alps')).status).toBe(429);
    expect((await rider.get('/api/workouts')).status).toBe(200);
    expect((await rider.get(`/api/workouts/${workout.id}?includeTelemetry=true`)).status).toBe(429);
    expect((await rider.post(`/api/workouts/${workout.id}/complete`)).status).toBe(429);
    expect((await until429(() => rider.post(`/api/streams/${workout.streamName}/tickets`)))[0]).toBe(3);
  });

  it('hold for all processes together', async () => {
    const port = await freePort();
    const settings = { ...service.settings, PORT: String(port) };
    const url = `http://127.0.0.1:${port}`;
    const second = await startProgram('dist/apps/api/src/main.js', settings, { healthUrl: `${url}/health/ready` });
    try {
      await until429(() => rider.get('/api/users/me'));
      const elsewhere = () => call(url, 'GET', '/api/users/me', { headers: rider.credentials });
      await elsewhere();
      await eventually(async () => expect((await elsewhere()).status).toBe(429));
    } finally {
      await second.stop();
    }
  });

  it('do not read a large body from somebody who is nobody', async () => {
    const body = JSON.stringify({ points: steadyRide(Date.now(), 10_000) });
    const anonymous = await call(service.url, 'POST', '/api/streams/any/points', { body });
    expect([anonymous.status, anonymous.body.code]).toEqual([401, 'CREDENTIALS_MISSING']);
    expect(anonymous.headers.get('www-authenticate')).toContain('Bearer');
    // Broken JSON of the same size: nobody has looked at it.
    const broken = await call(service.url, 'POST', '/api/streams/any/points', { body: body.slice(0, -1) });
    expect(broken.status).toBe(401);
  });

  it('on staying signed in and on wrong credentials hold for an address, and spare who is known', async () => {
    await rider.get('/api/users/me');
    const refresh = () => call(service.url, 'POST', '/api/auth/refresh', { body: { refreshToken: 'x'.repeat(64) } });
    expect((await until429(refresh))[0]).toBe(4);
    const guess = () => call(service.url, 'GET', '/api/users/me', { headers: { 'x-api-key': 'bpt_wrong' } });
    const [tries, refused] = await until429(guess);
    expect([tries, refused.body.code]).toEqual([10, 'TOO_MANY_REQUESTS']);
    expect((await rider.get('/api/users/me')).status).toBe(200);
    expect((await call(service.url, 'GET', '/health')).status).toBe(200);
  });
});
