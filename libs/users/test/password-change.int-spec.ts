import { type SignedInResponse } from '../src/http/auth.dto';
import { type Headers, PASSWORD, type Rider, startTestApp, type TestApp } from './test-app';

const NEXT = 'four wheels bad, two wheels good';

describe('a change of the password', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('users-password', [], { TRUST_PROXY: 'loopback' })));
  afterAll(() => test.stop());

  const change = ({ as }: { as: Headers }, currentPassword: string, newPassword: string, from: Headers = {}) =>
    test.send('PUT', 'users/me/password', { ...as, ...from }, { currentPassword, newPassword });
  const login = ({ email }: Rider, password: string) =>
    test.send<SignedInResponse>('POST', 'auth/login', {}, { email, password });
  const works = async (as: Headers) => (await test.send('GET', 'users/me', as)).status === 200;
  const bearer = ({ accessToken }: { accessToken: string }): Headers => ({ authorization: `Bearer ${accessToken}` });

  it('asks for the old one, ends all other sessions, and leaves the API keys', async () => {
    const rider = await test.rider();
    const elsewhere = (await login(rider, PASSWORD)).body;
    const key = await test.send<{ key: string }>('POST', 'users/me/api-keys', rider.as, { name: 'key' });

    expect(await change(rider, PASSWORD, NEXT)).toMatchObject({ status: 204, body: null });
    expect([await works(rider.as), await works(bearer(elsewhere))]).toEqual([true, false]);
    expect(await works({ 'x-api-key': key.body.key })).toBe(true);
    const { refreshToken } = elsewhere;
    expect((await test.send('POST', 'auth/refresh', {}, { refreshToken })).status).toBe(401);
    expect([(await login(rider, PASSWORD)).status, (await login(rider, NEXT)).status]).toEqual([401, 200]);
  });

  it('is refused with a wrong old one, which changes and ends nothing', async () => {
    const rider = await test.rider();
    const elsewhere = (await login(rider, PASSWORD)).body;
    expect(await change(rider, `${PASSWORD}!`, NEXT)).toMatchObject({
      status: 400,
      body: { code: 'PASSWORD_WRONG', details: [{ field: 'currentPassword' }] },
    });
    expect(await works(bearer(elsewhere))).toBe(true);
    expect((await login(rider, PASSWORD)).status).toBe(200);
  });

  it.each(['basketball2026', PASSWORD, 'Bike-Power-Tracker'])(
    'is refused for the new password %s',
    async (password) => {
      const rider = await test.rider();
      expect(await change(rider, PASSWORD, password)).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED', details: [{ field: 'newPassword' }] },
      });
    },
  );

  it('is refused for their own address', async () => {
    const rider = await test.rider();
    expect(await change(rider, PASSWORD, rider.email.toUpperCase())).toMatchObject({ status: 400 });
  });

  it('counts as a sign-in: ten wrong ones, and a stolen session may try no more, the owner elsewhere still', async () => {
    const rider = await test.rider();
    const thief = { 'x-forwarded-for': '203.0.113.66' };
    for (let time = 0; time < 10; time += 1)
      expect((await change(rider, 'not the password', NEXT, thief)).status).toBe(400);
    const refused = await change(rider, PASSWORD, NEXT, thief);
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_LOGINS' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  });

  it('by an API key of the account ends every session', async () => {
    const rider = await test.rider();
    const { body } = await test.send<{ key: string }>('POST', 'users/me/api-keys', rider.as, { name: 'key' });
    expect((await change({ as: { 'x-api-key': body.key } }, PASSWORD, NEXT)).status).toBe(204);
    expect(await works(rider.as)).toBe(false);
  });

  it('happens once when it is asked for twice at the same instant', async () => {
    const rider = await test.rider();
    const both = await Promise.all([change(rider, PASSWORD, NEXT), change(rider, PASSWORD, `${NEXT}!`)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
    const tried = await Promise.all([login(rider, NEXT), login(rider, `${NEXT}!`)]);
    expect(tried.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('lets no sign-in with the old password slip through while it happens', async () => {
    const rider = await test.rider();
    const [changed, ...logins] = await Promise.all([
      change(rider, PASSWORD, NEXT),
      ...Array.from({ length: 8 }, () => login(rider, PASSWORD)),
    ]);
    expect(changed.status).toBe(204);
    for (const { status, body } of logins)
      if (status === 200) expect(await works(bearer(body))).toBe(false);
      else expect([401, 429]).toContain(status);
    const { body: sessions } = await test.send<object[]>('GET', 'users/me/sessions', rider.as);
    expect(sessions).toHaveLength(1);
  });
});
