import { type SignedInResponse } from '../src/http/auth.dto';
import { type SessionResponse } from '../src/http/session.dto';
import { type Headers, PASSWORD, type Rider, startTestApp, type TestApp } from './test-app';

const PHONE = { 'user-agent': 'phone', 'x-forwarded-for': '203.0.113.7' };
const LAPTOP = { 'user-agent': 'x'.repeat(1_000), 'x-forwarded-for': '2001:db8::7' };

describe('sessions', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('users-sessions', [], { TRUST_PROXY: 'loopback' })));
  afterAll(() => test.stop());

  const login = async ({ email }: Rider, from: Headers) => {
    const { body } = await test.send<SignedInResponse>('POST', 'auth/login', from, { email, password: PASSWORD });
    return { ...body, as: { authorization: `Bearer ${body.accessToken}` } };
  };
  const list = async ({ as }: { as: Headers }) =>
    (await test.send<SessionResponse[]>('GET', 'users/me/sessions', as)).body;
  const works = async ({ as }: { as: Headers }) => (await test.send('GET', 'users/me', as)).status === 200;
  const refresh = (refreshToken: string, from: Headers = {}) =>
    test.send<SignedInResponse>('POST', 'auth/refresh', from, { refreshToken });
  const end = (id: string, { as }: { as: Headers }) => test.send('DELETE', `users/me/sessions/${id}`, as);

  it('are listed with where they were used last, the latest first, and none of their secrets', async () => {
    const rider = await test.rider();
    const phone = await login(rider, PHONE);
    await refresh(rider.refreshToken, LAPTOP);

    const sessions = await list(phone);
    const time = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    const shape = { id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, createdAt: time, lastUsedAt: time };
    expect(sessions).toEqual([
      { ...shape, address: '2001:db8::7', userAgent: 'x'.repeat(256), current: false },
      { ...shape, address: '203.0.113.7', userAgent: 'phone', current: true },
    ]);
    const shown = JSON.stringify(sessions);
    for (const { refreshToken } of [rider, phone]) expect(shown).not.toContain(refreshToken.slice(0, 22));
  });

  it('end one by one: refresh token and access token at once, the others go on', async () => {
    const rider = await test.rider();
    const [phone, laptop] = [await login(rider, PHONE), await login(rider, LAPTOP)];
    const lost = (await list(laptop)).find(({ userAgent }) => userAgent === 'phone');
    expect([await works(phone), await works(laptop)]).toEqual([true, true]);

    expect((await end(lost?.id ?? '', laptop)).status).toBe(204);
    expect([await works(phone), await works(laptop), await works(rider)]).toEqual([false, true, true]);
    expect((await refresh(phone.refreshToken)).status).toBe(401);
    expect(await end(lost?.id ?? '', laptop)).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
    expect(await list(laptop)).toHaveLength(2);
  });

  it('end all but the one that asks', async () => {
    const rider = await test.rider();
    const [phone, laptop] = [await login(rider, PHONE), await login(rider, LAPTOP)];
    expect((await test.send('DELETE', 'users/me/sessions', laptop.as)).status).toBe(204);

    expect([await works(rider), await works(phone), await works(laptop)]).toEqual([false, false, true]);
    expect((await list(laptop)).map(({ current }) => current)).toEqual([true]);
    expect((await refresh(laptop.refreshToken)).status).toBe(200);
  });

  it('all end by an API key of the account, which goes on itself', async () => {
    const rider = await test.rider();
    const made = await test.send<{ key: string }>('POST', 'users/me/api-keys', rider.as, { name: 'key' });
    const as = { 'x-api-key': made.body.key };
    expect((await test.send('DELETE', 'users/me/sessions', as)).status).toBe(204);
    expect([await works(rider), await works({ as })]).toEqual([false, true]);
    expect(await list({ as })).toEqual([]);
  });

  it("are nobody else's to see or to end", async () => {
    const [rider, stranger] = [await test.rider(), await test.rider()];
    const [own] = await list(rider);
    expect(await list(stranger)).toHaveLength(1);
    const theirs = await end(own?.id ?? '', stranger);
    const nobodys = await end('a'.repeat(24), stranger);
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' });
    await test.send('DELETE', 'users/me/sessions', stranger.as);
    expect(await works(rider)).toBe(true);
  });

  it('give no new tokens when the one who ended them died before they were removed', async () => {
    const rider = await test.rider();
    const remove = jest.spyOn(test.connection.model('Session'), 'deleteOne').mockImplementation(() => {
      throw Object.assign(new Error('killed'), { name: 'MongoNetworkError' });
    });
    const interrupted = await test.send('POST', 'auth/logout', {}, { refreshToken: rider.refreshToken });
    remove.mockRestore();

    expect(interrupted.status).toBe(503);
    expect(await works(rider)).toBe(false);
    expect((await refresh(rider.refreshToken)).status).toBe(401);
  });
});
