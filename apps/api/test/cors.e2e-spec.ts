import { Rider, Service } from '#testing';

import { begin } from './support/workouts';

const APP = 'https://app.example.com';
const HEADERS = ['content-type', 'authorization', 'x-api-key', 'cache-control', 'last-event-id', 'idempotency-key'];

describe('The web app on another origin', () => {
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('cors', { CORS_ORIGIN: `${APP}, http://localhost:5173` });
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  const ask = (method: string, path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${service.url}${path}`, { method, headers, signal: AbortSignal.timeout(10_000) });
  const preflight = (method: string, path: string, origin = APP): Promise<Response> =>
    ask('OPTIONS', path, {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': HEADERS.join(),
    });
  const list = (response: Response, name: string): string[] =>
    (response.headers.get(name) ?? '').toLowerCase().split(/,\s*/);

  it.each([
    ['GET', '/api/streams/any/listen'],
    ['POST', '/api/workouts'],
    ['PUT', '/api/users/me/ftp'],
    ['PATCH', '/api/users/me'],
    ['DELETE', '/api/workouts/65f0c0ffee0000000000abcd'],
  ])('may ask for %s %s with every header that it sends, without a credential', async (method, path) => {
    const allowed = await preflight(method, path);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, APP]);
    expect(list(allowed, 'access-control-allow-methods')).toContain(method.toLowerCase());
    expect(list(allowed, 'access-control-allow-headers')).toEqual(expect.arrayContaining(HEADERS));
  });

  it('may read answers, failures and events', async () => {
    const { streamName } = await begin(rider);
    const paths: [string, number][] = [
      ['/api/users/me', 200],
      ['/api/workouts?limit=0', 400],
      ['/api/workouts/65f0c0ffee0000000000abcd', 404],
      [`/api/streams/${streamName}/listen`, 200],
      ['/api/streams/listenAll', 200],
      ['/health', 200],
    ];
    for (const [path, status] of paths) {
      const response = await ask('GET', path, { origin: APP, ...rider.credentials });
      const origin = response.headers.get('access-control-allow-origin');
      expect([path, response.status, origin]).toEqual([path, status, APP]);
      expect(list(response, 'vary')).toContain('origin');
      await response.body?.cancel();
    }
    const refused = await ask('GET', '/api/users/me', { origin: APP });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, APP]);
  });

  it('is one of those that are listed, and no other', async () => {
    const second = await preflight('GET', '/api/users/me', 'http://localhost:5173');
    expect(second.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    for (const origin of ['https://evil.example.com', 'https://app.example.com.evil.com', 'null']) {
      expect((await preflight('GET', '/api/users/me', origin)).headers.get('access-control-allow-origin')).toBeNull();
      const read = await ask('GET', '/api/users/me', { origin, ...rider.credentials });
      expect(read.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('Web pages of other origins', () => {
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('cors-of-all');
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  /** The headers that allow something which a preflight, an answer, a refusal and an event stream carry. */
  const told = async (url: string): Promise<Record<string, string>[]> => {
    const origin = 'https://anywhere.example.com';
    const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-api-key' };
    const requests: [string, string, Record<string, string>][] = [
      ['OPTIONS', '/api/users/me', asked],
      ['GET', '/api/users/me', { ...rider.credentials, cookie: 'a=b' }],
      ['GET', '/api/users/me', {}],
      ['GET', '/api/streams/listenAll', rider.credentials],
    ];
    const found: Record<string, string>[] = [];
    for (const [method, path, headers] of requests) {
      const signal = AbortSignal.timeout(10_000);
      const response = await fetch(`${url}${path}`, { method, headers: { origin, ...headers }, signal });
      found.push(
        Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-allow-'))),
      );
      await response.body?.cancel();
    }
    return found;
  };

  it('may read nothing unless they are listed', async () => {
    expect(await told(service.url)).toEqual([{}, {}, {}, {}]);
  });

  it('may all read with a key of their own where `*` is listed, and never with what the browser keeps', async () => {
    const open = await service.startFurtherApi({ CORS_ORIGIN: '*' });
    const [preflight, ...others] = await told(open);
    expect(preflight).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(others).toEqual(Array(3).fill({ 'access-control-allow-origin': '*' }));
    expect(preflight).not.toHaveProperty('access-control-allow-credentials');
    expect(preflight?.['access-control-allow-headers']).toContain('X-API-Key');
  });

  it('may read as themselves where they are listed, and not with what the browser keeps either', async () => {
    const listed = await service.startFurtherApi({ CORS_ORIGIN: 'https://anywhere.example.com' });
    const [preflight, ...others] = await told(listed);
    expect(others).toEqual(Array(3).fill({ 'access-control-allow-origin': 'https://anywhere.example.com' }));
    expect(preflight).not.toHaveProperty('access-control-allow-credentials');
  });
});
