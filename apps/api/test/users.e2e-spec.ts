import { randomBytes } from 'node:crypto';

import { type Answer, call, eventually, Rider, Service } from '#testing';

import { begin, complete, ID, send, steadyRide, succeeded, TIME } from './support/workouts';

interface User {
  id: string;
  email?: string;
  displayName: string | null;
  avatarUrl: string | null;
  settings?: Record<string, unknown>;
  createdAt?: string;
}
interface SignedIn {
  user: User;
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}
interface Key {
  id: string;
  key: string;
  prefix: string;
}

const SETTINGS = {
  units: 'metric',
  ftp: null,
  maxHr: null,
  weight: null,
  timezone: 'UTC',
  weekStart: 'monday',
  defaultVisibility: 'private',
  sharePosition: false,
};
const MISSING = '65f0c0ffee0000000000abcd';

describe('Riders, as the existing clients call them', () => {
  let service: Service;
  let rider: Rider;
  let other: Rider;

  beforeAll(async () => {
    service = await Service.start('users');
    [rider, other] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
  });
  afterAll(() => service.stop());

  const ask = <Body>(method: string, path: string, body?: unknown, headers = {}): Promise<Answer<Body>> =>
    call<Body>(service.url, method, path, { headers, ...(body !== undefined && { body }) });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  describe('register, login, refresh, logout', () => {
    const account = () => ({
      email: `${randomBytes(6).toString('hex')}@example.com`,
      password: 'up the hill and down',
    });

    it('opens an account, and answers with who it is and what opens it', async () => {
      const { email, password } = account();
      const { status, body } = await ask<SignedIn>('POST', '/api/auth/register', {
        email: ` ${email.toUpperCase()} `,
        password,
        displayName: 'Zoë',
      });
      expect([status, body]).toEqual([
        201,
        {
          user: {
            id: expect.stringMatching(ID),
            email,
            displayName: 'Zoë',
            avatarUrl: null,
            settings: SETTINGS,
            createdAt: expect.stringMatching(TIME),
          },
          accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
          refreshToken: expect.stringMatching(/^[\w-]{40,}$/),
          expiresIn: 900,
        },
      ]);
      const me = await ask<User>('GET', '/api/users/me', undefined, bearer(body.accessToken));
      expect([me.status, me.body]).toEqual([200, body.user]);
      const again = await ask('POST', '/api/auth/register', { email, password });
      expect([again.status, again.body]).toMatchObject([409, { code: 'EMAIL_TAKEN' }]);
    });

    it('signs in, stays signed in, and signs out', async () => {
      const { email, password } = account();
      const { body: opened } = await ask<SignedIn>('POST', '/api/auth/register', { email, password });
      const login = await ask<SignedIn>('POST', '/api/auth/login', { email, password });
      expect([login.status, login.body.user]).toEqual([200, opened.user]);
      const refreshed = await ask<SignedIn>('POST', '/api/auth/refresh', { refreshToken: login.body.refreshToken });
      expect([refreshed.status, Object.keys(refreshed.body).sort()]).toEqual([200, Object.keys(opened).sort()]);
      const { refreshToken, accessToken } = refreshed.body;
      expect(refreshToken).not.toBe(login.body.refreshToken);
      expect((await ask('GET', '/api/users/me', undefined, bearer(accessToken))).status).toBe(200);

      const out = await ask('POST', '/api/auth/logout', { refreshToken });
      expect([out.status, out.body]).toEqual([204, null]);
      const over = await ask('POST', '/api/auth/refresh', { refreshToken });
      expect([over.status, over.body]).toMatchObject([401, { code: 'REFRESH_TOKEN_INVALID' }]);
      // The session of the registration is another one.
      expect((await ask('POST', '/api/auth/refresh', { refreshToken: opened.refreshToken })).status).toBe(200);
    });

    it('tells a wrong password and an unknown address apart for nobody', async () => {
      const { email, password } = rider;
      const wrong = await ask<object>('POST', '/api/auth/login', { email, password: `${password}!` });
      const unknown = await ask<object>('POST', '/api/auth/login', { email: `x${email}`, password });
      expect([wrong.status, unknown.status]).toEqual([401, 401]);
      expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    });
  });

  describe('profile and settings', () => {
    it('merges what is said, and shows it everywhere', async () => {
      const one = await Rider.register(service.url);
      const before = succeeded(await one.get<User>('/api/users/me'), 200);
      const settings = { units: 'imperial', maxHr: 190, weight: 71.5, timezone: 'Europe/Zurich', weekStart: 'sunday' };
      const changed = await one.call<User>('PATCH', '/api/users/me', {
        body: { displayName: 'Ann', avatarUrl: 'https://example.com/a.png', settings },
      });
      const expected = {
        ...before,
        displayName: 'Ann',
        avatarUrl: 'https://example.com/a.png',
        settings: { ...SETTINGS, ...settings },
      };
      expect([changed.status, changed.body]).toEqual([200, expected]);
      await one.call('PATCH', '/api/users/me', { body: { displayName: null } });
      for (const id of ['me', one.id])
        expect((await one.get<User>(`/api/users/${id}`)).body).toEqual({ ...expected, displayName: null });
    });

    it('begins workouts as visible as the settings say', async () => {
      const open = await Rider.register(service.url);
      await open.call('PATCH', '/api/users/me', { body: { settings: { defaultVisibility: 'public' } } });
      expect((await begin(open)).visibility).toBe('public');
      expect((await begin(open, { visibility: 'private' })).visibility).toBe('private');
    });
  });

  describe('GET /api/users/:id of somebody else', () => {
    it('is 404 until they share something, then a name and a picture, then 404 again', async () => {
      const author = await Rider.register(service.url);
      await author.call('PATCH', '/api/users/me', { body: { displayName: 'Ann' } });
      const path = `/api/users/${author.id}`;
      const hidden = async (): Promise<void> => {
        const { status, body } = await other.get(path);
        expect(status).toBe(404);
        const nobody = await other.get(`/api/users/${MISSING}`);
        expect(JSON.stringify({ ...body, requestId: '' })).toBe(JSON.stringify({ ...nobody.body, requestId: '' }));
      };
      await hidden();
      const { id } = await begin(author, { visibility: 'public' });
      const seen = await other.get<User>(path);
      expect([seen.status, seen.body]).toEqual([200, { id: author.id, displayName: 'Ann', avatarUrl: null }]);
      await author.call('PATCH', `/api/workouts/${id}`, { body: { visibility: 'private' } });
      await hidden();
    });

    it('opens none of what is theirs', async () => {
      await begin(rider, { visibility: 'public' });
      for (const rest of ['/ftp-history', '/stats'])
        expect((await other.get(`/api/users/${rider.id}${rest}`)).status).toBe(404);
      const ftp = await other.call('PUT', `/api/users/${rider.id}/ftp`, { body: { ftp: 100 } });
      expect(ftp.status).toBe(404);
    });
  });

  it('keeps a dated history of the FTP, newest first', async () => {
    const climber = await Rider.register(service.url);
    const set = (id: string, body: object) => climber.call('PUT', `/api/users/${id}/ftp`, { body });
    const first = await set('me', { ftp: 250 });
    expect([first.status, first.body]).toEqual([200, { ftp: 250 }]);
    const second = await set(climber.id, { ftp: 262, source: '20-minute test' });
    expect([second.status, second.body]).toEqual([200, { ftp: 262 }]);
    await climber.call('PATCH', '/api/users/me', { body: { settings: { ftp: 270 } } });
    const entry = { id: expect.stringMatching(ID), userId: climber.id, createdAt: expect.stringMatching(TIME) };
    const expected = [
      { ...entry, ftp: 270, source: 'settings' },
      { ...entry, ftp: 262, source: '20-minute test' },
      { ...entry, ftp: 250, source: 'manual' },
    ];
    for (const id of ['me', climber.id]) {
      const history = await climber.get<{ createdAt: string }[]>(`/api/users/${id}/ftp-history`);
      expect([history.status, history.body]).toEqual([200, expected]);
      const times = history.body.map(({ createdAt }) => createdAt);
      expect(times).toEqual([...times].sort().reverse());
    }
    expect((await climber.get<User>('/api/users/me')).body.settings?.['ftp']).toBe(270);
  });

  it('sums up what was completed', async () => {
    const one = await Rider.register(service.url);
    const stats = async () => succeeded(await one.get<Record<string, unknown>>('/api/users/me/stats'), 200);
    const none = await stats();
    expect(none).toMatchObject({ totalWorkouts: 0, totalDuration: 0 });
    for (const seconds of [61, 121]) {
      const workout = await begin(one);
      await send(one, workout, steadyRide(Date.now() - 600_000, seconds));
      await complete(one, workout);
    }
    await begin(one);
    const { id } = await begin(one);
    await one.call('DELETE', `/api/workouts/${id}`);
    const some = await eventually(async () => {
      const now = await stats();
      expect(now).toMatchObject({ totalWorkouts: 2, totalDuration: 180 });
      return now;
    });
    expect(Object.keys(some).sort()).toEqual(Object.keys(none).sort());
    expect((await one.get(`/api/users/${one.id}/stats`)).body).toEqual(some);
  });

  describe('API keys', () => {
    it('are shown once, listed without the secret, and open what the account may', async () => {
      const owner = await Rider.register(service.url);
      const expiresAt = '2099-01-01T00:00:00.000Z';
      const made = await owner.post<Key>('/api/users/me/api-keys', { name: 'Cellar', expiresAt, scopes: ['ingest'] });
      const shown = {
        id: expect.stringMatching(ID),
        name: 'Cellar',
        prefix: expect.any(String),
        scopes: ['ingest'],
        expiresAt,
        createdAt: expect.stringMatching(TIME),
      };
      const { key, ...rest } = made.body;
      expect([made.status, rest]).toEqual([201, shown]);
      expect(key.startsWith(`bpt_${made.body.prefix}_`)).toBe(true);

      const as = { 'x-api-key': key };
      expect((await ask('POST', '/api/streams/create', { streamName: `cellar-${made.body.id}` }, as)).status).toBe(200);
      const beyond = await ask('POST', '/api/workouts', {}, as);
      expect([beyond.status, beyond.body]).toMatchObject([403, { code: 'SCOPE_MISSING' }]);

      const listed = await eventually(async () => {
        const { body } = await owner.get<object[]>('/api/users/me/api-keys');
        // Nobody waits for the note of the last use.
        expect(body[1]).toEqual({ ...shown, lastUsedAt: expect.stringMatching(TIME) });
        return body;
      });
      expect(listed).toHaveLength(2);
      expect(JSON.stringify(listed)).not.toContain(key.slice(-20));
    });

    it('end when they are revoked, by their owner alone', async () => {
      const owner = await Rider.register(service.url);
      const { body } = await owner.post<Key>('/api/users/me/api-keys', { name: 'lost' });
      const works = async () => (await ask('GET', '/api/users/me', undefined, { 'x-api-key': body.key })).status;
      expect(await works()).toBe(200);
      const path = `/api/users/me/api-keys/${body.id}`;
      expect((await other.call('DELETE', path)).status).toBe(404);
      const revoked = await owner.call('DELETE', path, { headers: { 'content-type': 'application/json' } });
      expect([revoked.status, revoked.body]).toEqual([204, null]);
      expect(await works()).toBe(401);
      expect((await owner.call('DELETE', path)).status).toBe(404);
    });
  });
});
