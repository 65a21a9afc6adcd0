import { setTimeout as sleep } from 'node:timers/promises';

import { Revocations, type Scope, SCOPES } from '#platform';
import { eventually } from '#testing';

import { ApiKeysService } from '../src/auth/api-keys.service';
import { TRUSTED_FOR } from '../src/auth/asked-lately';
import { type ApiKeyResponse, type CreatedApiKeyResponse } from '../src/http/api-key.dto';
import { type Headers, type Rider, startTestApp, type TestApp } from './test-app';

describe('API keys', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('users-keys')));
  afterAll(() => test.stop());

  const make = (rider: { as: Headers }, wanted: { scopes?: Scope[]; expiresAt?: string } = {}, more: Headers = {}) =>
    test.send<CreatedApiKeyResponse>(
      'POST',
      'users/me/api-keys',
      { ...rider.as, ...more },
      { name: 'Cellar', ...wanted },
    );
  const list = async ({ as }: Rider) => (await test.send<ApiKeyResponse[]>('GET', 'users/me/api-keys', as)).body;
  const get = (path: string, key: string) => test.send('GET', path, { 'x-api-key': key });

  it('shows a new key once, and stores no more than its hash', async () => {
    const rider = await test.rider();
    const { status, body } = await make(rider);

    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      name: 'Cellar',
      key: expect.stringMatching(/^bpt_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}$/) as string,
      prefix: body.key.slice(4, 12),
      scopes: [...SCOPES],
      expiresAt: null,
      createdAt: expect.any(String) as string,
    });
    const { key, ...shown } = body;
    expect(await list(rider)).toEqual([{ ...shown, lastUsedAt: null }]);
    const stored = JSON.stringify(await test.connection.collection('users').find({}).toArray());
    expect(stored).toContain(body.prefix);
    expect(stored).not.toContain(key.slice(13));
  });

  it('lets a program in by its key, and notes when it was used, to the minute', async () => {
    const rider = await test.rider();
    const { key } = (await make(rider)).body;

    expect(await get('users/me', key)).toMatchObject({ status: 200, body: { id: rider.id } });
    const used = await eventually(async () => {
      const [only] = await list(rider);
      expect(only?.lastUsedAt).not.toBeNull();
      return only?.lastUsedAt;
    });
    expect(Math.abs(Date.now() - Date.parse(used ?? ''))).toBeLessThan(30_000);
    await get('users/me', key);
    expect((await list(rider))[0]?.lastUsedAt).toBe(used);
  });

  it('reads the database once for many requests of a moment', async () => {
    const { key } = (await make(await test.rider())).body;
    await get('users/me/api-keys', key);
    const find = jest.spyOn(test.connection.model('User'), 'findOne');
    for (let request = 0; request < 5; request += 1) await get('users/me/api-keys', key);
    const lookUps = find.mock.calls.filter(([filter]) => 'apiKeys.keyHash' in (filter ?? {}));
    find.mockRestore();
    expect(lookUps).toHaveLength(0);
  });

  it('keeps a key within its scopes, and names the one that is missing', async () => {
    const { key } = (await make(await test.rider(), { scopes: ['read'] })).body;

    expect((await get('users/me', key)).status).toBe(200);
    const refused = await test.send('PUT', 'users/me/ftp', { 'x-api-key': key }, { ftp: 250 });
    expect(refused).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    expect(refused.body.error).toContain('"write"');
    expect(await get('users/me/api-keys', key)).toMatchObject({ status: 403 });
  });

  it('passes on no scope that the maker lacks', async () => {
    const { key } = (await make(await test.rider(), { scopes: ['account'] })).body;
    const as = { 'x-api-key': key };

    expect(await make({ as }, { scopes: ['account', 'write'] })).toMatchObject({ status: 403 });
    expect(await make({ as })).toMatchObject({ status: 201, body: { scopes: ['account'] } });
  });

  it('refuses a key after its time, also one that it has just let in', async () => {
    const expiresAt = new Date(Date.now() + 600).toISOString();
    const { key } = (await make(await test.rider(), { expiresAt })).body;
    expect((await get('users/me', key)).status).toBe(200);

    await eventually(async () =>
      expect(await get('users/me', key)).toMatchObject({ status: 401, body: { code: 'API_KEY_EXPIRED' } }),
    );
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });

  it('makes none that has expired already', async () => {
    const rider = await test.rider();
    expect(await make(rider, { expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { details: [{ field: 'expiresAt' }] },
    });
  });

  it('revokes a key at once, of its owner alone', async () => {
    const [owner, stranger] = [await test.rider(), await test.rider()];
    const { id, key } = (await make(owner)).body;
    await get('users/me', key);
    const remove = (rider: Rider) => test.send('DELETE', `users/me/api-keys/${id}`, rider.as);

    expect(await remove(stranger)).toMatchObject({ status: 404, body: { code: 'API_KEY_NOT_FOUND' } });
    expect((await get('users/me', key)).status).toBe(200);
    expect((await remove(owner)).status).toBe(204);
    expect(await get('users/me', key)).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_INVALID' } });
    expect((await remove(owner)).status).toBe(404);
    expect(await list(owner)).toEqual([]);
  });

  it('refuses a key whose end was heard of, also while the database cannot be asked, and takes others then', async () => {
    const rider = await test.rider();
    const [lost, other] = [(await make(rider)).body, (await make(rider)).body];
    for (const { key } of [lost, other]) expect((await get('users/me', key)).status).toBe(200);
    const keys = test.app.get(ApiKeysService, { strict: false });
    await test.app.get(Revocations).revoke([`key:${lost.id}`]);
    await sleep(TRUSTED_FOR);
    const find = jest.spyOn(test.connection.model('User'), 'findOne').mockImplementation(() => {
      throw Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' });
    });
    const refused = expect(keys.verify(lost.key)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
    const taken = expect(keys.verify(other.key)).resolves.toMatchObject({ userId: rider.id });
    await Promise.all([refused, taken]);
    expect(find).toHaveBeenCalledTimes(2);
    find.mockRestore();
  });

  it('holds 50 keys and no more, also when they are made at the same instant', async () => {
    const rider = await test.rider();
    const all = await Promise.all(Array.from({ length: 53 }, () => make(rider)));

    expect(all.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(3);
    expect(await list(rider)).toHaveLength(50);
  });

  it('gives the same key again for the same Idempotency-Key', async () => {
    const rider = await test.rider();
    const first = await make(rider, {}, { 'idempotency-key': 'once' });
    const again = await make(rider, {}, { 'idempotency-key': 'once' });
    const other = await make(rider, { scopes: ['read'] }, { 'idempotency-key': 'once' });

    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(other.status).toBe(422);
    expect(await list(rider)).toHaveLength(1);
  });
});
