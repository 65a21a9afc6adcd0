import { randomBytes } from 'node:crypto';

import { Redis } from 'ioredis';
import { mongo as driver } from 'mongoose';

import { call, eventually, OwnServer, Rider, Service, startProgram, testMongoUri } from '#testing';

import { begin, complete, send, steadyRide } from './support/workouts';

const secret = (): string => randomBytes(24).toString('hex');

/** Redis and MongoDB ask for passwords here, as they should everywhere. */
async function guarded(mongoUri: string, redisUri: string, mongoPassword: string, redisPassword: string) {
  const client = await new driver.MongoClient(mongoUri).connect();
  await client.db().command({ createUser: 'logs', pwd: mongoPassword, roles: ['readWrite', 'dbAdmin'] });
  const mongo = new URL(mongoUri);
  [mongo.username, mongo.password] = ['logs', mongoPassword];
  mongo.searchParams.set('authSource', mongo.pathname.slice(1));
  const redis = new Redis(redisUri);
  await redis.config('SET', 'requirepass', redisPassword);
  redis.disconnect();
  const redisUrl = new URL(redisUri);
  redisUrl.password = redisPassword;
  const release = async (): Promise<void> => {
    await client.db().command({ dropUser: 'logs' });
    await client.close();
  };
  return { settings: { MONGODB_URI: mongo.href, REDIS_URL: redisUrl.href }, release };
}

describe('What the programs log', () => {
  const secrets = new Map<string, string>();
  const keep = (name: string, value = secret()): string => {
    secrets.set(name, value);
    return value;
  };
  let redis: OwnServer;
  let service: Service;
  let release: () => Promise<void>;
  let settings: Record<string, string>;
  let rider: Rider;
  let failure = '';

  beforeAll(async () => {
    redis = await OwnServer.redis();
    const passwords = [keep('password of MongoDB'), keep('password of Redis')] as const;
    ({ settings, release } = await guarded(testMongoUri('logs'), redis.uri, ...passwords));
    settings = { ...settings, LOG_LEVEL: 'trace', JWT_SECRET: keep('JWT secret', secret()) };
    service = await Service.start('logs', settings);
    rider = await Rider.register(service.url);
    for (const [name, value] of Object.entries({
      password: rider.password,
      'access token': rider.accessToken,
      'refresh token': rider.refreshToken,
      'API key': rider.key,
    }))
      keep(name, value);
  });
  afterAll(async () => {
    await service.stop();
    await release();
    await redis.stop();
  });

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    call<Record<string, string>>(service.url, method, path, { headers, ...(body !== undefined && { body }) });

  it('is much, at the lowest level', async () => {
    const { email, password, key, accessToken, refreshToken, credentials } = rider;
    const workout = await begin(rider);
    await send(rider, workout, steadyRide(Date.now(), 60));
    await complete(rider, workout);

    const signedIn = await ask('POST', '/api/auth/login', {}, { email, password });
    const refreshed = await ask('POST', '/api/auth/refresh', {}, { refreshToken });
    for (const { body } of [signedIn, refreshed]) {
      keep(`access token ${secrets.size}`, body['accessToken']);
      keep(`refresh token ${secrets.size}`, body['refreshToken']);
    }
    await ask('POST', '/api/auth/refresh', {}, { refreshToken });
    await ask('POST', '/api/auth/logout', {}, { refreshToken: signedIn.body['refreshToken'] });
    const made = await ask(
      'POST',
      '/api/users/me/api-keys',
      { ...credentials, 'idempotency-key': 'once' },
      { name: 'x' },
    );
    keep('second API key', made.body['key']);
    await ask('DELETE', `/api/users/me/api-keys/${made.body['id']}`, credentials);
    await ask('GET', '/api/users/me', { 'x-api-key': made.body['key'] ?? '' });

    await rider.post('/api/streams/create', { streamName: 'watched' });
    const { body: ticket } = await rider.post<{ ticket: string }>('/api/streams/watched/tickets');
    const url = `/api/streams/watched/listen?ticket=${keep('ticket', ticket.ticket)}`;
    (await rider.listen(url, { 'x-api-key': '' })).close();
    expect((await ask('GET', url)).status).toBe(401);

    // In the wrong place, wrong, or broken.
    const wrong = keep('a wrong password');
    await ask('POST', '/api/auth/login', {}, { email, password: wrong });
    await ask('POST', '/api/auth/login', {}, `{"email":"${email}","password":"${wrong}`);
    await ask('POST', '/api/auth/login', {}, { email, password, passwrod: wrong });
    await ask('GET', '/api/users/me', { 'x-api-key': keep('a wrong key', `bpt_${secret()}`) });
    await ask('GET', '/api/users/me', { authorization: `Bearer ${keep('a wrong token')}` });
    await ask('GET', '/api/users/me', { authorization: `Basic ${keep('basic credentials')}` });
    await ask('GET', '/api/users/me', { ...credentials, 'x-request-id': key });
    for (const name of ['token', 'ticket', 'api_key', 'access_token', 'password'])
      await ask('GET', `/api/users/me?${name}=${key}`, credentials);
    for (const path of [`/api/streams/${key}`, `/api/workouts/${key}`, `/nothing/${accessToken}`, `/api/%${key}`])
      await ask('GET', path, credentials);
    await ask('PATCH', '/api/users/me', credentials, { password, apiKey: key, settings: { token: accessToken } });
    await ask('POST', '/api/workouts', { ...credentials, 'content-type': `text/${wrong}` }, '{}');
  });

  it('goes on while servers are away', async () => {
    await redis.kill();
    await ask('GET', '/api/streams/watched', rider.credentials);
    await ask('POST', '/api/auth/login', {}, { email: rider.email, password: rider.password });
    await redis.restart();
    const elsewhere = settings['MONGODB_URI']?.replace(/@[^/]+/, '@127.0.0.1:1') ?? '';
    const environment = { ...service.settings, MONGODB_URI: elsewhere };
    const starting = startProgram('dist/apps/api/src/main.js', environment, {
      healthUrl: 'http://127.0.0.1:1/health/ready',
      timeoutMs: 8_000,
    });
    failure = await starting.then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(failure).toContain('"level"');
  });

  it('says why Redis lets nobody in any more, when its password was changed', async () => {
    const client = new Redis(settings['REDIS_URL'] ?? '');
    await client.config('SET', 'requirepass', keep('new password of Redis'));
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal');
    client.disconnect();
    const refused = await eventually(async () => {
      const answer = await ask('GET', '/api/streams/watched', rider.credentials);
      expect(service.api.output()).toContain('commands: cannot connect: WRONGPASS');
      return answer;
    });
    expect([refused.status, refused.body['code']]).toEqual([503, 'REDIS_UNAVAILABLE']);
    expect(service.api.output()).toContain('"msg":"REDIS_UNAVAILABLE: Redis cannot be reached');
  });

  it('never holds a secret', () => {
    const logs = service.api.output() + service.worker.output() + failure;
    expect(logs).toContain('"msg":"answered"');
    expect(secrets.size).toBeGreaterThan(12);
    const found = [...secrets].filter(([, value]) => logs.includes(value)).map(([name]) => name);
    expect(found).toEqual([]);
    expect(logs).not.toMatch(/[?&](?:ticket|token|api_key|password)=/);
  });
});
