import { randomBytes } from 'node:crypto';

import { type Scope, SCOPES } from '#platform';
import { eventually, Rider, Service } from '#testing';

import { type BadCredential, badCredentials, type Headers, keysByScope } from './support/bad-credentials';
import { isPage, type RouteRow, ROUTES, type Things } from './support/route-table';
import { routesOfRouter } from './support/router';
import { StoredOf } from './support/stored';
import { begin, complete, send, steadyRide, succeeded } from './support/workouts';

const MARK = 'SECRETMARK';
/** Of the same kind as the things, and nobody's. */
const MISSING: Things = {
  ...{ rider: 'f'.repeat(24), finished: 'f'.repeat(24), running: 'f'.repeat(24), key: 'f'.repeat(24) },
  ...{ stream: `nobodys-${MARK}-stream`, session: 'f'.repeat(24) },
};
const VARYING = /^(date|content-length|x-request-id|ratelimit.*|x-ratelimit.*)$/;

interface Seen {
  status: number;
  headers: Record<string, string>;
  text: string;
}

describe('Isolation', () => {
  const secret = randomBytes(32).toString('hex');
  let service: Service;
  let ada: Rider;
  let eve: Rider;
  let things: Things;
  let stored: StoredOf;
  let marks: string[];
  let bad: Record<string, BadCredential>;
  let keys: Record<Scope, Headers>;

  beforeAll(async () => {
    service = await Service.start('isolation', { JWT_SECRET: secret });
    [ada, eve] = [await Rider.register(service.url), await Rider.register(service.url)];
    await ada.call('PATCH', '/api/users/me', {
      body: {
        displayName: `${MARK}-name`,
        avatarUrl: `https://example.com/${MARK}`,
        settings: { ftp: 247, weight: 87.65, maxHr: 193, timezone: 'Pacific/Kiritimati', sharePosition: true },
      },
    });
    await ada.call('PUT', '/api/users/me/ftp', { body: { ftp: 248, source: `${MARK}-test` } });
    const texts = { title: `${MARK}-title`, description: `${MARK}-description`, tags: [`${MARK}-tag`] };
    const equipment = [{ type: `${MARK}-type`, name: `${MARK}-bike`, id: `${MARK}-serial` }];
    const place = { heartrate: 141, lat: 12.345678, lng: -98.765432 };
    const finished = await begin(ada, { ...texts, equipment, visibility: 'private' });
    await send(ada, finished, steadyRide(Date.now() - 600_000, 60, { power: 1777.5, ...place }));
    await complete(ada, finished);
    const running = await begin(ada, { ...texts, equipment, streamName: `${MARK}-stream` });
    await send(ada, running, steadyRide(Date.now() - 60_000, 10, { power: 1778.5, ...place }));
    await ada.post(`/api/streams/${MARK}-stream/messages`, { message: `${MARK}-chat`, author: `${MARK}-author` });
    const key = succeeded(await ada.post<{ id: string }>('/api/users/me/api-keys', { name: `${MARK}-key` }), 201);
    const sessions = await ada.get<{ id: string }[]>('/api/users/me/sessions');
    things = {
      ...{ rider: ada.id, finished: finished.id, running: running.id, stream: `${MARK}-stream` },
      ...{ key: key.id, session: sessions.body[0]?.id ?? '' },
    };
    bad = await badCredentials(ada, secret);
    keys = await keysByScope(ada);
    marks = [
      ...[
        MARK,
        ada.email,
        ada.id,
        '"ftp":247',
        '"ftp":248',
        '"weight":87.65',
        'Kiritimati',
        '1777.5',
        '1778.5',
        '12.345678',
        '98.765432',
      ],
      ...Object.values(things).filter((thing) => thing !== things.stream),
    ];
    type Described = { points: number; lastMessageId: string; persistedMessageId: string | null };
    await eventually(async () => {
      const { body } = await ada.get<Described>(`/api/streams/${things.stream}`);
      expect(body).toMatchObject({ points: 10, persistedMessageId: expect.any(String) });
    });
    stored = await StoredOf.open(service, ada.id);
  });
  afterAll(async () => {
    await stored.close();
    await service.stop();
  });

  const bearer = (rider: Rider): Headers => ({ authorization: `Bearer ${rider.accessToken}` });
  const pathOf = (route: string, { names, query }: RouteRow, of: Things): string => {
    const [, template = ''] = route.split(' ');
    return template.replace(/\{\w+\}/, names ? of[names] : '') + (query ? `?${query}` : '');
  };
  /** Of an event stream no more than its first events. */
  const ask = async (route: string, path: string, headers: Headers, body?: object): Promise<Seen> => {
    const abort = new AbortController();
    const response = await fetch(`${service.url}${path}`, {
      method: route.split(' ')[0],
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: abort.signal,
    });
    let text = '';
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const first = await response.body?.getReader().read();
      text = Buffer.from(first?.value ?? []).toString();
      abort.abort();
    } else text = await response.text();
    const kept = [...response.headers].filter(([name]) => !VARYING.test(name));
    return { status: response.status, headers: Object.fromEntries(kept), text };
  };
  /** An answer without what tells requests apart, and without what the caller had said. */
  const comparable = (seen: Seen, path: string, of: Things, { names }: RouteRow): Seen => {
    const said = names ? of[names] : path;
    return { ...seen, text: seen.text.replace(/"requestId":"[^"]*"/, '').replaceAll(said, '<said>') };
  };
  const leaks = ({ text, headers }: Seen, said: string[]): string[] => {
    const told = said.reduce((rest, word) => rest.replaceAll(word, ''), `${text} ${JSON.stringify(headers)}`);
    return marks.filter((mark) => told.includes(mark));
  };
  const codeOf = ({ text }: Seen): unknown => (text === '' ? null : (JSON.parse(text) as { code?: unknown }).code);
  const rows = Object.entries(ROUTES).filter(([, { scope }]) => scope !== null);

  it('is looked at on every route there is', async () => {
    const router = (await routesOfRouter()).filter((route) => !route.startsWith('OPTIONS ') && !isPage(route));
    const known = new Set(Object.keys(ROUTES));
    const unknown = router.filter((route) => !known.has(route.replace(/^HEAD /, 'GET ')));
    expect(unknown.map((route) => `${route} has no row in support/route-table.ts: say there who may call it`)).toEqual(
      [],
    );
    expect([...known].filter((route) => !router.includes(route))).toEqual([]);
    const heads = router.filter((route) => route.startsWith('GET ')).map((route) => route.replace('GET', 'HEAD'));
    expect(heads.filter((route) => !router.includes(route))).toEqual([]);
  });

  it('is of something: the rider sees on most routes what nobody else may', async () => {
    const telling: string[] = [];
    for (const [route, row] of rows.filter(([name]) => name.startsWith('GET '))) {
      const path = pathOf(route, row, things);
      const seen = await ask(route, path, bearer(ada));
      expect([route, seen.status]).toEqual([route, 200]);
      if (leaks(seen, row.names ? [things[row.names]] : []).length > 0) telling.push(route);
    }
    expect(telling.length).toBeGreaterThan(12);
    expect((await stored.all()).length).toBeGreaterThan(8);
  });

  it.each(rows)('holds against whoever has no good credential: %s', async (route, row) => {
    const before = await stored.all();
    const path = pathOf(route, row, things);
    const body = row.body?.(things);
    for (const [who, { headers, code }] of Object.entries(bad)) {
      const seen = await ask(route, path, headers, body);
      expect([who, seen.status, codeOf(seen)]).toEqual([who, 401, code]);
      expect([who, leaks(seen, [])]).toEqual([who, []]);
      if (route.startsWith('GET ')) expect((await ask(route.replace('GET', 'HEAD'), path, headers)).status).toBe(401);
    }
    for (const scope of SCOPES.filter((other) => other !== row.scope)) {
      const seen = await ask(route, path, keys[scope], body);
      expect([scope, seen.status, codeOf(seen)]).toEqual([scope, 403, 'SCOPE_MISSING']);
      expect([scope, leaks(seen, [])]).toEqual([scope, []]);
    }
    expect(await stored.all()).toEqual(before);
  });

  it.each(rows)('holds against another rider: %s', async (route, row) => {
    const before = await stored.all();
    const path = pathOf(route, row, things);
    const body = row.body?.(things);
    const said = [...(row.names ? [things[row.names]] : []), ...(body ? [things.stream] : [])];
    for (const headers of [bearer, ({ credentials }: Rider) => credentials]) {
      const other = row.costly ? await Rider.register(service.url) : eve;
      const seen = await ask(route, path, headers(other), body);
      expect([route, leaks(seen, said)]).toEqual([route, []]);
      if (row.others === 'conflict') expect([seen.status, codeOf(seen)]).toEqual([409, 'STREAM_NAME_TAKEN']);
      else if (row.others === 'refused') expect([route, Math.floor(seen.status / 100)]).toEqual([route, 4]);
      else if (!row.names) expect([route, Math.floor(seen.status / 100)]).toEqual([route, 2]);
      else {
        expect([route, seen.status]).toEqual([route, 404]);
        // What would be made under a missing name is held against what is said of one elsewhere.
        const [asked, as] = row.creates
          ? ['GET /api/streams/{name}', ROUTES['GET /api/streams/{name}'] ?? row]
          : [route, row];
        const missing = pathOf(asked, as, MISSING);
        const nothing = await ask(asked, missing, headers(other), row.creates ? undefined : row.body?.(MISSING));
        expect(comparable(seen, path, things, row)).toEqual(comparable(nothing, missing, MISSING, as));
      }
      if (route.startsWith('GET ') && row.names)
        expect((await ask(route.replace('GET', 'HEAD'), path, headers(other))).status).toBe(404);
    }
    expect(await stored.all()).toEqual(before);
  });

  it('says of a name in use no more than that, whatever it is used for', async () => {
    await ada.post('/api/streams/create', { streamName: `${MARK}-idle` });
    await begin(ada, { streamName: `${MARK}-public`, visibility: 'public' });
    for (const route of ['POST /api/streams/create', 'POST /api/workouts']) {
      const answers = [`${MARK}-idle`, `${MARK}-public`, things.stream].map(async (streamName) => {
        const seen = await ask(route, route.split(' ')[1] ?? '', bearer(eve), { streamName });
        return { ...seen, text: seen.text.replace(/"requestId":"[^"]*"/, '') };
      });
      const [idle, ...rest] = await Promise.all(answers);
      expect(idle?.status).toBe(409);
      for (const answer of rest) expect(answer).toEqual(idle);
    }
    await ada.call('DELETE', `/api/streams/${MARK}-idle`);
    const { body } = await ada.get<{ id: string }>(`/api/workouts/by-stream/${MARK}-public`);
    await ada.call('DELETE', `/api/workouts/${body.id}`);
  });

  it('holds on what needs no credential', async () => {
    for (const [route, row] of Object.entries(ROUTES).filter(([, { scope }]) => scope === null)) {
      const seen = await ask(route, pathOf(route, row, things), {}, row.body?.(things));
      expect([route, leaks(seen, [])]).toEqual([route, []]);
    }
    for (const path of ['/docs', '/docs-json', '/docs/swagger-ui-init.js'])
      expect([path, leaks(await ask('GET', path, {}), []).filter((mark) => mark.length > 3)]).toEqual([path, []]);
  });

  it('holds while the other rider watches everything', async () => {
    const events = await eve.listen('/api/streams/listenAll');
    await ada.post(`/api/streams/${things.stream}/messages`, { message: `${MARK}-later` });
    await eve.post('/api/streams/eves/messages', { message: 'mine' });
    await events.until(() => events.messages.includes('mine'));
    events.close();
    expect(events.messages).toEqual(['mine']);
    expect(JSON.stringify(events.events)).not.toContain(MARK);
  });

  it('holds against things in places where another kind is expected', async () => {
    for (const [route, row] of rows.filter(([, { names }]) => names))
      for (const wrong of Object.keys(things) as (keyof Things)[]) {
        const path = pathOf(route, { ...row, names: wrong }, things);
        const seen = await ask(route, path, bearer(eve), row.body?.(MISSING));
        expect([path, leaks(seen, Object.values<string>({ ...things }))]).toEqual([path, []]);
      }
    expect((await ada.get(`/api/workouts/${things.finished}`)).status).toBe(200);
  });
});
