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
