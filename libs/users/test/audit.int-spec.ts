import { eventually } from '#testing';

import { type AuditEntryResponse } from '../src/http/audit.dto';
import { type SignedInResponse } from '../src/http/auth.dto';
import { type SessionResponse } from '../src/http/session.dto';
import { type Headers, PASSWORD, type Rider, startTestApp, type TestApp } from './test-app';

const FROM = { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'phone' };
const NEXT = 'four wheels bad, two wheels good';

describe('the audit log', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('users-audit', [], { TRUST_PROXY: 'loopback', AUDIT_DAYS: '30' })));
  afterAll(() => test.stop());

  const page = async ({ as }: { as: Headers }, query = '') =>
    (await test.send<AuditEntryResponse[]>('GET', `users/me/audit${query}`, as)).body;
  /** Nobody waits for an entry to be written. */
  const events = (rider: { as: Headers }, count: number) =>
    eventually(async () => {
      const entries = await page(rider);
      expect(entries).toHaveLength(count);
      return entries;
    });
  const login = ({ email }: { email: string }, password: string) =>
    test.send<SignedInResponse>('POST', 'auth/login', FROM, { email, password });
  const sessionOf = async ({ as }: { as: Headers }) =>
    (await test.send<SessionResponse[]>('GET', 'users/me/sessions', as)).body.find(({ current }) => current)?.id;

  it('begins with the registration, and tells sign-ins that failed and succeeded, and from where', async () => {
    const rider = await test.rider();
    await login(rider, 'not the password');
    await login(rider, PASSWORD);

    const [succeeded, failed, registered] = await events(rider, 3);
    const shape = {
      id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      detail: null,
    };
    const from = { address: '203.0.113.7', userAgent: 'phone' };
    expect(failed).toEqual({ ...shape, ...from, event: 'sign_in.failed', credential: null, subject: null });
    expect(succeeded).toMatchObject({ ...shape, ...from, event: 'sign_in.succeeded', credential: null });
    expect(registered).toMatchObject({ event: 'account.registered', subject: await sessionOf(rider) });
  });

  it('tells of keys, sessions and passwords, and what each was done with', async () => {
    const rider = await test.rider();
    const session = `session:${await sessionOf(rider)}`;
    const make = { name: 'a secret name', scopes: ['read', 'ingest'] };
    const key = await test.send<{ id: string; key: string }>('POST', 'users/me/api-keys', rider.as, make);
    await test.send('DELETE', `users/me/api-keys/${key.body.id}`, rider.as);
    const wrong = { currentPassword: 'not the password', newPassword: NEXT };
    await test.send('PUT', 'users/me/password', rider.as, wrong);
    await test.send('PUT', 'users/me/password', rider.as, { ...wrong, currentPassword: PASSWORD });
    await test.send('PATCH', 'users/me', rider.as, { displayName: 'Ann', settings: { ftp: 250 } });
    await test.send('PATCH', 'users/me', rider.as, { settings: { defaultVisibility: 'public' } });
    await test.send('DELETE', 'users/me/sessions', rider.as);

    const entries = (await events(rider, 7)).filter(({ event }) => event !== 'account.registered');
    expect(entries.map(({ event, subject, detail }) => [event, subject, detail])).toEqual(
      expect.arrayContaining([
        ['session.others_ended', null, null],
        ['settings.sharing_set', null, 'defaultVisibility public'],
        ['password.changed', null, null],
        ['password.change_refused', null, null],
        ['api_key.revoked', key.body.id, null],
        ['api_key.created', key.body.id, 'read ingest'],
      ]),
    );
    expect(entries.map(({ credential }) => credential)).toEqual(Array(6).fill(session));
    const stored = JSON.stringify(await test.connection.collection('audit_log').find({}).toArray());
    for (const secret of [PASSWORD, NEXT, 'not the password', key.body.key.slice(13), 'a secret name', rider.email])
      expect(stored).not.toContain(secret);
  });

  it('tells of a refresh token that came again too late, and of the end of a session', async () => {
    const rider = await test.rider();
    const { body: other } = await login(rider, PASSWORD);
    const as = { authorization: `Bearer ${other.accessToken}` };
    const lost = await sessionOf(rider);
    const refresh = (refreshToken: string) =>
      test.send<SignedInResponse>('POST', 'auth/refresh', FROM, { refreshToken });
    const { body } = await refresh(rider.refreshToken);
    await refresh(body.refreshToken);
    await refresh(rider.refreshToken);
    const own = await sessionOf({ as });
    await events({ as }, 3);
    expect((await page({ as }))[0]).toMatchObject({ event: 'session.token_reused', subject: lost, credential: null });

    const { body: third } = await login(rider, PASSWORD);
    await test.send('POST', 'auth/logout', FROM, { refreshToken: other.refreshToken });
    const again = { as: { authorization: `Bearer ${third.accessToken}` } };
    const [ended] = await events(again, 5);
    expect(ended).toMatchObject({ event: 'session.ended', subject: own, credential: `session:${own}` });
  });

  it('is read page by page, newest first, with nothing twice and nothing left out', async () => {
    const rider = await test.rider();
    const moment = new Date();
    const of = (index: number) => ({ event: 'stream.deleted', subject: `ride-${index}` });
    const userId = (await test.connection.collection('users').findOne({ email: rider.email }))?._id;
    await test.connection.collection('audit_log').insertMany(
      Array.from({ length: 25 }, (_, index) => ({
        ...{ userId, ...of(index), expiresAt: new Date(moment.getTime() + 60_000) },
        // Five at the same moment.
        at: new Date(moment.getTime() + 1_000 + Math.floor(index / 5)),
      })),
    );
    await events(rider, 26);
    const seen: AuditEntryResponse[] = [];
    for (;;) {
      const last = seen.at(-1);
      const next = await page(rider, `?limit=7${last ? `&before=${last.id}` : ''}`);
      seen.push(...next);
      if (next.length < 7) break;
    }
    expect(seen.map(({ subject }) => subject).slice(0, 25)).toEqual(
      Array.from({ length: 25 }, (_, index) => `ride-${24 - index}`),
    );
    expect(seen).toHaveLength(26);
  });

  it("is nobody else's, and needs the scope account", async () => {
    const [rider, stranger] = [await test.rider(), await test.rider()];
    const [own] = await events(rider, 1);
    const refused = await test.send('GET', `users/me/audit?before=${own?.id}`, stranger.as);
    expect(refused).toMatchObject({ status: 400, body: { details: [{ field: 'before' }] } });
    expect((await events(stranger, 1)).map(({ id }) => id)).not.toContain(own?.id);
    const make = { name: 'reader', scopes: ['read', 'write', 'ingest'] };
    const { body } = await test.send<{ key: string }>('POST', 'users/me/api-keys', rider.as, make);
    expect((await test.send('GET', 'users/me/audit', { 'x-api-key': body.key })).status).toBe(403);
  });

  it('keeps nothing of a sign-in for an account that does not exist, and of others as long as configured', async () => {
    const ofKind = (event: string) =>
      test.connection.collection<{ at: Date; expiresAt: Date }>('audit_log').find({ event }).sort({ at: 1 }).toArray();
    const [registered, failed] = [await ofKind('account.registered'), await ofKind('sign_in.failed')];
    await login({ email: 'nobody@example.com' }, PASSWORD);
    await test.rider();
    const entries = await eventually(async () => {
      const found = await ofKind('account.registered');
      expect(found).toHaveLength(registered.length + 1);
      return found;
    });
    expect(await ofKind('sign_in.failed')).toEqual(failed);
    const newest = entries.at(-1);
    expect(Number(newest?.expiresAt) - Number(newest?.at)).toBe(30 * 86_400_000);
  });

  it('fails no request when it cannot be written', async () => {
    const rider: Rider = await test.rider();
    await events(rider, 1);
    const create = jest.spyOn(test.connection.model('AuditEntry'), 'create').mockImplementation(() => {
      throw Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' });
    });
    const answer = await login(rider, PASSWORD);
    await eventually(() => expect(create).toHaveBeenCalled());
    create.mockRestore();
    expect(answer.status).toBe(200);
    expect(await page(rider)).toHaveLength(1);
  });
});
