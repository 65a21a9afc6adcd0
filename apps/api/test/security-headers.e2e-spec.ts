import { Rider, Service } from '#testing';

const CSP = 'content-security-policy';
const ON_ALL: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000',
  'cross-origin-resource-policy': 'same-origin',
};

describe('Headers that keep browsers from doing harm', () => {
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('security-headers');
    rider = await Rider.register(service.url);
    await rider.post('/api/streams/create', { streamName: 'mine' });
  });
  afterAll(() => service.stop());

  const ask = (method: string, path: string, body?: string): Promise<Response> =>
    fetch(`${service.url}${path}`, {
      method,
      headers: { ...rider.credentials, ...(body && { 'content-type': 'application/json' }) },
      body,
    });
  const point = (): string => JSON.stringify({ message: { timestamp: Date.now(), power: 200 } });

  it.each([
    ['an answer', 'GET', '/api/users/me', 200],
    ['a point', 'POST', '/api/streams/mine/messages', 200],
    ['a point that goes the short way', 'POST', '/api/streams/mine/messages', 200],
    ['events', 'GET', '/api/streams/mine/listen', 200],
    ['a failure', 'GET', '/api/workouts?limit=0', 400],
    ['a refusal', 'GET', '/api/users/me?token=x', 400],
    ['no route', 'GET', '/nothing', 404],
    ['health', 'GET', '/health', 200],
  ])('are on %s, and nothing says what answers', async (_, method, path, status) => {
    const response = await ask(method, path, method === 'POST' ? point() : undefined);
    expect(response.status).toBe(status);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({ ...ON_ALL, [CSP]: "default-src 'none';frame-ancestors 'none'" });
    expect(Object.keys(headers).filter((name) => /server|powered|runtime|version/.test(name))).toEqual([]);
    await response.body?.cancel();
  });

  it('let Swagger UI run its own scripts, and no other', async () => {
    const page = await ask('GET', '/docs');
    const html = await page.text();
    const policy = page.headers.get(CSP) ?? '';
    expect([page.status, Object.fromEntries(page.headers)]).toEqual([200, expect.objectContaining(ON_ALL)]);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
    // What the policy would not let run is not there: scripts in the page, and handlers in its tags.
    const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)].map(([, tag = '', code = '']) => {
      expect(code.trim()).toBe('');
      return /src="([^"]+)"/.exec(tag)?.[1] ?? 'none';
    });
    expect(scripts).toHaveLength(3);
    expect(html).not.toMatch(/\son[a-z]+=|javascript:/i);
    const styles = [...html.matchAll(/<link rel="stylesheet"[^>]*href="([^"]+)"/g)].map(([, href = '']) => href);
    const icons = [...html.matchAll(/<link rel="icon"[^>]*href="([^"]+)"/g)].map(([, href = '']) => href);
    const files: [paths: string[], type: RegExp][] = [
      [scripts, /^(?:application|text)\/javascript/],
      [styles, /^text\/css/],
      [icons, /^image\/png/],
    ];
    for (const [paths, type] of files) {
      for (const path of paths) {
        const { pathname, origin } = new URL(path, `${service.url}/docs`);
        expect(origin).toBe(service.url);
        const file = await ask('GET', pathname);
        expect([pathname, file.status, file.headers.get('content-type')]).toEqual([
          pathname,
          200,
          expect.stringMatching(type),
        ]);
        await file.body?.cancel();
      }
    }
    expect((await ask('GET', '/docs-json')).headers.get(CSP)).toContain("default-src 'none'");
  });
});
