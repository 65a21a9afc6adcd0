import { type SignedInResponse } from '../src/http/auth.dto';
import { PASSWORD, startTestApp, type TestApp } from './test-app';

describe('signing in', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('users-auth')));
  afterAll(() => test.stop());

  const refresh = (refreshToken: string) =>
    test.send<SignedInResponse & { code: string }>('POST', 'auth/refresh', {}, { refreshToken });

  it('registers a rider, who can ask at once', async () => {
    const { status, body } = await test.send<SignedInResponse>(
      'POST',
      'auth/register',
      {},
      { email: '  Anna@Example.COM ', password: PASSWORD, displayName: ' Anna ' },
    );

    expect(status).toBe(201);
    expect(body).toEqual({
      user: {
        id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
        email: 'anna@example.com',
        displayName: 'Anna',
        avatarUrl: null,
        settings: {
          units: 'metric',
          ftp: null,
          maxHr: null,
          weight: null,
          timezone: 'UTC',
          weekStart: 'monday',
          defaultVisibility: 'private',
          sharePosition: false,
        },
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
      accessToken: expect.any(String) as string,
      refreshToken: expect.any(String) as string,
      expiresIn: 900,
    });
    const me = await test.send('GET', 'users/me', { authorization: `Bearer ${body.accessToken}` });
    expect(me).toMatchObject({ status: 200, body: body.user });
  });

  it('gives an e-mail to one of eight who want it at the same instant', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        test.send('POST', 'auth/register', {}, { email: index % 2 ? 'race@x.org' : 'RACE@x.org', password: PASSWORD }),
      ),
    );

    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(all.filter(({ status }) => status === 409).every(({ body }) => body.code === 'EMAIL_TAKEN')).toBe(true);
    expect(await test.connection.collection('users').countDocuments({ email: 'race@x.org' })).toBe(1);
  });

  it('keeps neither the password nor a token in readable form', async () => {
    const { id, refreshToken } = await test.rider();
    const user = (await test.connection.collection('users').find({}).toArray()).find(
      ({ _id }) => _id.toString() === id,
    );
    const sessions = await test.connection.collection('sessions').find({}).toArray();

    expect(user?.['passwordHash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify([user, sessions])).not.toContain(PASSWORD);
    expect(JSON.stringify(sessions)).not.toContain(refreshToken.slice(-43));
  });

  it('signs in with the right password, whatever the case of the address, and notes when', async () => {
    const { email, id } = await test.rider();
    const before = new Date();

    const { status, body } = await test.send<SignedInResponse>(
      'POST',
      'auth/login',
      {},
      { email: email.toUpperCase(), password: PASSWORD },
    );

    expect(status).toBe(200);
    expect(body).toMatchObject({ user: { id, email }, expiresIn: 900 });
    const stored = await test.connection.collection('users').findOne({ email });
    expect((stored?.['lastLoginAt'] as Date).getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('answers a wrong password and an unknown address alike', async () => {
    const { email } = await test.rider();
    const wrong = await test.send('POST', 'auth/login', {}, { email, password: `${PASSWORD}!` });
    const unknown = await test.send('POST', 'auth/login', {}, { email: 'nobody@x.org', password: PASSWORD });

    expect(wrong).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_INVALID' } });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('trades a refresh token for a new one, again and again', async () => {
    const rider = await test.rider();
    const second = await refresh(rider.refreshToken);
    const third = await refresh(second.body.refreshToken);

    expect([second.status, third.status]).toEqual([200, 200]);
    expect(new Set([rider.refreshToken, second.body.refreshToken, third.body.refreshToken]).size).toBe(3);
    const as = { authorization: `Bearer ${third.body.accessToken}` };
    expect((await test.send('GET', 'users/me', as)).status).toBe(200);
  });

  it('lets two tabs refresh with one token at the same instant, and both go on', async () => {
    const rider = await test.rider();
    const tabs = await Promise.all([refresh(rider.refreshToken), refresh(rider.refreshToken)]);
    expect(tabs.map(({ status }) => status)).toEqual([200, 200]);

    const later = await Promise.all(tabs.map(({ body }) => refresh(body.refreshToken)));
    expect(later.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('lets each of two tabs repeat its own refresh, whichever refreshed last', async () => {
    const rider = await test.rider();
    const [one, other] = await Promise.all([refresh(rider.refreshToken), refresh(rider.refreshToken)]);
    const lost = await refresh(one.body.refreshToken);
    const next = await refresh(other.body.refreshToken);
    const again = await refresh(one.body.refreshToken);

    expect([lost.status, next.status, again.status]).toEqual([200, 200, 200]);
    expect((await refresh(again.body.refreshToken)).status).toBe(200);
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  it('takes ten refreshes with one token at the same instant for what they are, each with a token of its own', async () => {
    const rider = await test.rider();
    const all = await Promise.all(Array.from({ length: 10 }, () => refresh(rider.refreshToken)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(all.map(({ body }) => body.refreshToken)).size).toBe(10);
    expect((await refresh(all[9]?.body.refreshToken ?? '')).status).toBe(200);
  });

  it('ends the session for everyone when a token older than the latest comes again', async () => {
    const rider = await test.rider();
    const second = await refresh(rider.refreshToken);
    const third = await refresh(second.body.refreshToken);

    expect(await refresh(rider.refreshToken)).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_INVALID' } });
    expect((await refresh(third.body.refreshToken)).status).toBe(401);
    const as = { authorization: `Bearer ${third.body.accessToken}` };
    expect((await test.send('GET', 'users/me', as)).status).toBe(401);
  });

  it('ends the session when the latest token comes again after more than 10 s', async () => {
    const rider = await test.rider();
    const second = await refresh(rider.refreshToken);
    await test.connection
      .collection('sessions')
      .updateMany({}, { $set: { 'current.$[].issuedAt': new Date(Date.now() - 10_500) } });

    expect((await refresh(rider.refreshToken)).status).toBe(401);
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
  });

  it('takes no refresh token after its time', async () => {
    const rider = await test.rider();
    await test.connection.collection('sessions').updateMany({}, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await refresh(rider.refreshToken)).status).toBe(401);
  });

  it('refreshes nothing for an account that is gone', async () => {
    const rider = await test.rider();
    await test.connection.collection('users').deleteOne({ email: rider.email });
    expect((await refresh(rider.refreshToken)).status).toBe(401);
  });

  it('signs out: the session is over, other sessions go on, and doing it twice is fine', async () => {
    const rider = await test.rider();
    const other = await test.send<SignedInResponse>(
      'POST',
      'auth/login',
      {},
      { email: rider.email, password: PASSWORD },
    );
    const logout = () => test.send('POST', 'auth/logout', {}, { refreshToken: rider.refreshToken });

    expect([(await logout()).status, (await logout()).status]).toEqual([204, 204]);
    expect((await refresh(rider.refreshToken)).status).toBe(401);
    expect((await test.send('GET', 'users/me', rider.as)).status).toBe(401);
    expect((await refresh(other.body.refreshToken)).status).toBe(200);
  });
});
