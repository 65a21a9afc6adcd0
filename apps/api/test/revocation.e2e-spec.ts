import { randomBytes } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, type JWTHeaderParameters, SignJWT } from 'jose';

import { call, Events, eventually, OwnServer, Rider, Service } from '#testing';

import { succeeded } from './support/workouts';

/** What is promised: dead everywhere within this, open event streams included. */
const FELT_WITHIN = 5_000;

interface Key {
  id: string;
  key: string;
}
type Credential = Record<string, string>;

describe('A credential that is revoked in one process', () => {
  let redis: OwnServer;
  let service: Service;
  /** Where it is revoked, and where it is used. */
  let here: string;
  let there: string;

  beforeAll(async () => {
    redis = await OwnServer.redis();
    service = await Service.start('revocation', { REDIS_URL: redis.uri, REDIS_COMMAND_TIMEOUT_MS: '1000' });
    [here, there] = [service.url, await service.startFurtherApi()];
  });
  afterAll(async () => {
    await service.stop();
    await redis.stop();
  });

  const riderWithStream = async (): Promise<{ rider: Rider; stream: string }> => {
    const rider = await Rider.register(here);
    const stream = `ride-${randomBytes(4).toString('hex')}`;
    succeeded(await rider.post('/api/streams/create', { streamName: stream }), 200);
    return { rider, stream };
  };
  const makeKey = async (rider: Rider, more: object = {}): Promise<Key> =>
    succeeded(await rider.post<Key>('/api/users/me/api-keys', { name: 'lost', ...more }), 201);
  const revoke = async (rider: Rider, { id }: Key): Promise<void> =>
    void succeeded(await rider.call<null>('DELETE', `/api/users/me/api-keys/${id}`), 204);
  const bearer = ({ accessToken }: { accessToken: string }): Credential => ({ authorization: `Bearer ${accessToken}` });
  const watch = (stream: string, headers: Credential): Promise<Events> =>
    Events.open(`${there}/api/streams/${stream}/listen`, headers);
  const status = async (headers: Credential): Promise<number> =>
    (await call(there, 'GET', '/api/users/me', { headers })).status;
  const refused = (headers: Credential): Promise<void> =>
    eventually(async () => expect(await status(headers)).toBe(401), { timeoutMs: FELT_WITHIN });

  it('is dead in the other: an API key, with its event streams of both kinds, and no other', async () => {
    const { rider, stream } = await riderWithStream();
    const lost = await makeKey(rider);
    const as = { 'x-api-key': lost.key };
    const [one, all] = [await watch(stream, as), await Events.open(`${there}/api/streams/listenAll`, as)];
    const own = await watch(stream, rider.credentials);
    expect(await status(as)).toBe(200);

    await revoke(rider, lost);
    await one.until(() => one.ended, FELT_WITHIN);
    await all.until(() => all.ended, FELT_WITHIN);
    await refused(as);
    await rider.post(`/api/streams/${stream}/messages`, { message: 'going on' });
    await own.until(() => own.messages.length === 1);
    expect(one.messages).toEqual([]);
    own.close();
  });

  it('is dead in the other: a session, with its access tokens and event streams', async () => {
    const { rider, stream } = await riderWithStream();
    const viewer = await watch(stream, bearer(rider));
    expect(await status(bearer(rider))).toBe(200);

    succeeded(await rider.call<null>('DELETE', '/api/users/me/sessions'), 204);
    await viewer.until(() => viewer.ended, FELT_WITHIN);
    await refused(bearer(rider));
  });

  it('ends what a ticket of it opened, and opens nothing by one that was not used', async () => {
    const { rider, stream } = await riderWithStream();
    const lost = await makeKey(rider);
    const headers = { 'x-api-key': lost.key };
    const ticket = async (): Promise<string> => {
      const made = await call<{ ticket: string }>(here, 'POST', `/api/streams/${stream}/tickets`, { headers });
      return `${there}/api/streams/${stream}/listen?ticket=${succeeded(made, 201).ticket}`;
    };
    const [opened, unused] = [await Events.open(await ticket()), await ticket()];

    await revoke(rider, lost);
    await opened.until(() => opened.ended, FELT_WITHIN);
    expect((await fetch(unused)).status).toBe(401);
  });

  it('ends by itself when its time is over, in the middle of an event stream, also one of a ticket', async () => {
    const { rider, stream } = await riderWithStream();
    const ends = Date.now() + 2_000;
    const short = await makeKey(rider, { expiresAt: new Date(ends).toISOString() });
    const headers = { 'x-api-key': short.key };
    const made = await call<{ ticket: string }>(here, 'POST', `/api/streams/${stream}/tickets`, { headers });
    const viewers = [
      await watch(stream, headers),
      await Events.open(`${there}/api/streams/${stream}/listen?ticket=${succeeded(made, 201).ticket}`),
    ];
    for (const viewer of viewers) await viewer.until(() => viewer.ended, 2_000 + FELT_WITHIN);
    expect(Date.now()).toBeGreaterThanOrEqual(ends);
  });

  it('ends by itself when its time is over: an access token, while its session goes on', async () => {
    const { rider, stream } = await riderWithStream();
    const ends = Math.ceil(Date.now() / 1_000) + 3;
    const accessToken = await new SignJWT(decodeJwt(rider.accessToken))
      .setProtectedHeader(decodeProtectedHeader(rider.accessToken) as JWTHeaderParameters)
      .setExpirationTime(ends)
      .sign(Buffer.from(service.settings['JWT_SECRET'] ?? ''));
    const short = bearer({ accessToken });
    const made = await call<{ ticket: string }>(here, 'POST', `/api/streams/${stream}/tickets`, { headers: short });
    const viewers = [
      await watch(stream, short),
      await Events.open(`${there}/api/streams/listenAll`, short),
      await Events.open(`${there}/api/streams/${stream}/listen?ticket=${succeeded(made, 201).ticket}`),
    ];
    const own = await watch(stream, bearer(rider));
    for (const viewer of viewers) await viewer.until(() => viewer.ended, ends * 1_000 - Date.now() + FELT_WITHIN);
    expect(Date.now()).toBeGreaterThanOrEqual(ends * 1_000);
    expect([await status(short), await status(bearer(rider)), own.ended]).toEqual([401, 200, false]);
    own.close();
  });

  it('is known to a process that starts afterwards, before it has asked the database', async () => {
    const { rider } = await riderWithStream();
    const { refreshToken } = rider;
    succeeded(await call<null>(here, 'POST', '/api/auth/logout', { body: { refreshToken } }), 204);
    const later = await service.startFurtherApi();
    expect((await call(later, 'GET', '/api/users/me', { headers: bearer(rider) })).status).toBe(401);
  });

  describe('while Redis is away, and comes back without its memory', () => {
    it('is refused in the other all the same, and its event streams end when Redis is back', async () => {
      const { rider, stream } = await riderWithStream();
      const lost = await makeKey(rider);
      const as = { 'x-api-key': lost.key };
      const [byKey, bySession] = [await watch(stream, as), await watch(stream, bearer(rider))];
      const own = await watch(stream, rider.credentials);
      await redis.kill();
      await revoke(rider, lost);
      succeeded(await rider.call<null>('DELETE', '/api/users/me/sessions'), 204);
      await refused(as);
      await refused(bearer(rider));

      // Whoever revoked dies before Redis is back: nobody is left to say it.
      await service.killApi();
      await redis.restart();
      await byKey.until(() => byKey.ended, 15_000);
      await bySession.until(() => bySession.ended, 15_000);
      expect(own.ended).toBe(false);
      own.close();
      await service.startApi();
    });
  });
});
