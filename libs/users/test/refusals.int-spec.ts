import { SignJWT } from 'jose';

import { type Headers, PASSWORD, type Rider, startTestApp, type TestApp } from './test-app';

const NOBODY = 'a'.repeat(24);
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

describe('what the routes of riders refuse', () => {
  let test: TestApp;
  let rider: Rider;
  let stranger: Rider;
  beforeAll(async () => {
    test = await startTestApp('users-refusals');
    [rider, stranger] = [await test.rider(), await test.rider()];
  });
  afterAll(() => test.stop());

  const account = { email: 'new@example.com', password: PASSWORD };
  const bad: [Method, string, object | undefined, string][] = [
    ['POST', 'auth/register', {}, 'email'],
    ['POST', 'auth/register', [], 'email'],
    ['POST', 'auth/register', { ...account, email: 'no address' }, 'email'],
    ['POST', 'auth/register', { ...account, email: { $gt: '' } }, 'email'],
    ['POST', 'auth/register', { ...account, email: `${'x'.repeat(300)}@x.org` }, 'email'],
    ['POST', 'auth/register', { ...account, password: 'short' }, 'password'],
    ['POST', 'auth/register', { ...account, password: 'x'.repeat(201) }, 'password'],
    ['POST', 'auth/register', { ...account, password: 1234567890 }, 'password'],
    ['POST', 'auth/register', { ...account, password: 'Password1234' }, 'password'],
    ['POST', 'auth/register', { ...account, password: 'new@example.com' }, 'password'],
    ['POST', 'auth/register', { ...account, displayName: 'a\u0000b' }, 'displayName'],
    ['POST', 'auth/register', { ...account, displayName: 'x'.repeat(101) }, 'displayName'],
    ['POST', 'auth/register', { ...account, admin: true }, 'admin'],
    ['POST', 'auth/login', { email: 'a@x.org' }, 'password'],
    ['POST', 'auth/login', { email: { $ne: null }, password: PASSWORD }, 'email'],
    ['POST', 'auth/login', { email: 'a@x.org', password: { $ne: null } }, 'password'],
    ['POST', 'auth/login', { ...account, remember: true }, 'remember'],
    ['POST', 'auth/refresh', {}, 'refreshToken'],
    ['POST', 'auth/refresh', { refreshToken: { $gt: '' } }, 'refreshToken'],
    ['POST', 'auth/logout', { refreshToken: null }, 'refreshToken'],
    ['PATCH', 'users/me', { email: 'other@x.org' }, 'email'],
    ['PATCH', 'users/me', { displayName: 5 }, 'displayName'],
    ['PATCH', 'users/me', { displayName: '  ' }, 'displayName'],
    ['PATCH', 'users/me', { displayName: { $set: 'x' } }, 'displayName'],
    ['PATCH', 'users/me', { avatarUrl: 'javascript:alert(1)' }, 'avatarUrl'],
    ['PATCH', 'users/me', { avatarUrl: `https://x.org/${'x'.repeat(2_048)}` }, 'avatarUrl'],
    ['PATCH', 'users/me', { settings: null }, 'settings'],
    ['PATCH', 'users/me', { settings: [] }, 'settings'],
    ['PATCH', 'users/me', { settings: 'metric' }, 'settings'],
    ['PATCH', 'users/me', { settings: { colour: 'red' } }, 'settings.colour'],
    ['PATCH', 'users/me', { settings: { 'ftp.x': 1 } }, 'settings.ftp.x'],
    ['PATCH', 'users/me', { settings: { units: null } }, 'settings.units'],
    ['PATCH', 'users/me', { settings: { units: ['metric'] } }, 'settings.units'],
    ['PATCH', 'users/me', { settings: { timezone: 'Mars/Olympus' } }, 'settings.timezone'],
    ['PATCH', 'users/me', { settings: { timezone: null } }, 'settings.timezone'],
    ['PATCH', 'users/me', { settings: { ftp: '250' } }, 'settings.ftp'],
    ['PATCH', 'users/me', { settings: { ftp: { $inc: 1 } } }, 'settings.ftp'],
    ['PATCH', 'users/me', { settings: { ftp: 0 } }, 'settings.ftp'],
    ['PATCH', 'users/me', { settings: { maxHr: 251 } }, 'settings.maxHr'],
    ['PATCH', 'users/me', { settings: { weight: 19 } }, 'settings.weight'],
    ['PATCH', 'users/me', { settings: { weekStart: 'friday' } }, 'settings.weekStart'],
    ['PATCH', 'users/me', { settings: { defaultVisibility: 'friends' } }, 'settings.defaultVisibility'],
    ['PUT', 'users/me/ftp', {}, 'ftp'],
    ['PUT', 'users/me/ftp', { ftp: null }, 'ftp'],
    ['PUT', 'users/me/ftp', { ftp: 250.5 }, 'ftp'],
    ['PUT', 'users/me/ftp', { ftp: 2_501 }, 'ftp'],
    ['PUT', 'users/me/ftp', { ftp: { $gt: 0 } }, 'ftp'],
    ['PUT', 'users/me/ftp', { ftp: 250, source: '' }, 'source'],
    ['PUT', 'users/me/ftp', { ftp: 250, source: ['test'] }, 'source'],
    ['PUT', 'users/me/ftp', { ftp: 250, createdAt: '2020-01-01' }, 'createdAt'],
    ['PUT', 'users/me/password', {}, 'currentPassword'],
    ['PUT', 'users/me/password', { currentPassword: { $ne: '' }, newPassword: PASSWORD }, 'currentPassword'],
    ['PUT', 'users/me/password', { currentPassword: PASSWORD, newPassword: 'short' }, 'newPassword'],
    ['PUT', 'users/me/password', { currentPassword: PASSWORD, newPassword: ['x'.repeat(20)] }, 'newPassword'],
    ['PUT', 'users/nonsense/ftp', { ftp: 250 }, 'id'],
    ['GET', 'users/nonsense', undefined, 'id'],
    ['GET', 'users/[object Object]/ftp-history', undefined, 'id'],
    ['POST', 'users/me/api-keys', {}, 'name'],
    ['POST', 'users/me/api-keys', { name: { $gt: '' } }, 'name'],
    ['POST', 'users/me/api-keys', { name: 'x'.repeat(101) }, 'name'],
    ['POST', 'users/me/api-keys', { name: 'x', scopes: ['everything'] }, 'scopes'],
    ['POST', 'users/me/api-keys', { name: 'x', scopes: [] }, 'scopes'],
    ['POST', 'users/me/api-keys', { name: 'x', scopes: 'read' }, 'scopes'],
    ['POST', 'users/me/api-keys', { name: 'x', scopes: null }, 'scopes'],
    ['POST', 'users/me/api-keys', { name: 'x', expiresAt: 'tomorrow' }, 'expiresAt'],
    ['POST', 'users/me/api-keys', { name: 'x', expiresAt: '2099-W01-1' }, 'expiresAt'],
    ['POST', 'users/me/api-keys', { name: 'x', expiresAt: 4102444800000 }, 'expiresAt'],
    ['POST', 'users/me/api-keys', { name: 'x', key: 'mine' }, 'key'],
    ['DELETE', 'users/me/api-keys/nonsense', undefined, 'id'],
    ['DELETE', 'users/me/sessions/nonsense', undefined, 'id'],
    ['GET', 'users/me/audit?limit=0', undefined, 'limit'],
    ['GET', 'users/me/audit?limit=201', undefined, 'limit'],
    ['GET', 'users/me/audit?before=nonsense', undefined, 'before'],
    ['GET', `users/me/audit?before=${NOBODY}`, undefined, 'before'],
    ['GET', 'users/me/audit?event[$ne]=x', undefined, 'event[$ne]'],
  ];

  it.each(bad)('400 for %s %s %j: %s', async (method, path, body, field) => {
    const answer = await test.send(method, encodeURI(path), rider.as, body);
    expect(answer).toMatchObject({ status: 400, body: { statusCode: 400 } });
    expect(answer.body.details?.map((detail) => detail.field)).toContain(field);
  });

  it.each(['', 'null', '5', '"text"', '[]'])('never a 500 for the body %j', async (payload) => {
    const routes: [Method, string][] = [
      ['POST', 'auth/register'],
      ['POST', 'auth/login'],
      ['POST', 'auth/refresh'],
      ['POST', 'auth/logout'],
      ['PUT', 'users/me/ftp'],
      ['PUT', 'users/me/password'],
      ['PUT', 'users/me/password'],
      ['POST', 'users/me/api-keys'],
      ['PATCH', 'users/me'],
    ];
    for (const [method, path] of routes) {
      const headers = { ...rider.as, ...(payload && { 'content-type': 'application/json' }) };
      const { statusCode } = await test.app.inject({ method, url: `/${path}`, headers, payload });
      // a change of nothing changes nothing
      if (method === 'PATCH') expect([200, 400]).toContain(statusCode);
      else expect([path, statusCode]).toEqual([path, 400]);
    }
  });

  const foreign: [Method, string, object | undefined][] = [
    ['PUT', 'ftp', { ftp: 250 }],
    ['GET', 'ftp-history', undefined],
  ];
  it.each(foreign)('404 for %s of somebody else, as for nobody', async (method, part, body) => {
    const theirs = await test.send(method, `users/${stranger.id}/${part}`, rider.as, body);
    const nobodys = await test.send(method, `users/${NOBODY}/${part}`, rider.as, body);

    expect(theirs).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect({ ...nobodys.body, requestId: '' }).toEqual({ ...theirs.body, requestId: '' });
  });

  const guarded: [Method, string][] = [
    ['GET', 'users/me'],
    ['PATCH', 'users/me'],
    ['GET', `users/${NOBODY}`],
    ['PUT', 'users/me/ftp'],
    ['GET', 'users/me/ftp-history'],
    ['POST', 'users/me/api-keys'],
    ['GET', 'users/me/api-keys'],
    ['DELETE', `users/me/api-keys/${NOBODY}`],
    ['GET', 'users/me/sessions'],
    ['GET', 'users/me/audit'],
    ['DELETE', 'users/me/sessions'],
    ['DELETE', `users/me/sessions/${NOBODY}`],
  ];
  it.each(guarded)('401 for %s %s without a credential', async (method, path) => {
    const answer = await test.send(method, path);
    expect(answer).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_MISSING' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="bike-power-tracker"');
  });

  it('401 for credentials of any wrong kind', async () => {
    const forged = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(rider.id)
      .setIssuer('bike-power-tracker')
      .setAudience('bike-power-tracker-api')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('another secret of thirty-two characters'));
    const wrong: Headers[] = [
      { authorization: 'Bearer nonsense' },
      { authorization: `Bearer ${forged}` },
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
      { authorization: `Bearer ${rider.refreshToken}` },
      { 'x-api-key': 'nonsense' },
      { 'x-api-key': `bpt_${'a'.repeat(8)}_${'b'.repeat(43)}` },
      { 'x-api-key': rider.accessToken },
    ];
    for (const headers of wrong) {
      const answer = await test.send('GET', 'users/me', headers);
      expect(answer).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_INVALID' } });
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    }
  });

  it('takes no credential from the query', async () => {
    const query = `access_token=${rider.accessToken}&api_key=x&ticket=x`;
    expect((await test.send('GET', `users/me?${query}`)).status).toBe(401);
  });
});
