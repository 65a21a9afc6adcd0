import { call, Rider, Service } from '#testing';

const point = { timestamp: 1_767_258_000_000, power: 245, heartrate: null };
const telemetry = (fields: object) => JSON.stringify({ dataType: 'workout_metrics', ...point, ...fields });
const long = 'x'.repeat(101);

/** Headers that differ from one answer to the next, or with the names of streams in it. */
const OWN = new Set(['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset', 'content-length']);

/** What stands out of an answer to anything but the ids and times in it. */
interface Outcome {
  status: number;
  fields: string[];
  /** Names, and values where they are not about this one answer. */
  headers: Record<string, string>;
  code?: unknown;
  details?: unknown;
  accepted?: unknown;
  duplicates?: unknown;
}

/**
 * A request with an Idempotency-Key always goes the whole way through guards, pipes and interceptors; the same without
 * one may take the short cut. Nobody must be able to tell.
 */
describe('The short cut for points', () => {
  let service: Service;
  let rider: Rider;
  let other: Rider;
  let count = 0;

  beforeAll(async () => {
    service = await Service.start('direct');
    [rider, other] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
  });
  afterAll(() => service.stop());

  const bearer = ({ accessToken }: Rider) => ({ authorization: `Bearer ${accessToken}` });
  const ask = async (path: string, body: unknown, headers: Record<string, string>): Promise<Outcome> => {
    const {
      status,
      headers: got,
      body: answer,
    } = await call<Record<string, unknown>>(service.url, 'POST', path, { body, headers });
    const { code, details, accepted, duplicates } = answer;
    const all = [...got].map(([name, value]): [string, string] => [name, OWN.has(name) ? '' : value]);
    return {
      status,
      fields: Object.keys(answer).sort(),
      headers: Object.fromEntries(all),
      code,
      details,
      accepted,
      duplicates,
    };
  };
  const bothWays = async (path: (name: string) => string, body: unknown, headers: Record<string, string>) => {
    const names = [`way-${(count += 1)}`, `way-${(count += 1)}`] as const;
    // The first request of a credential is looked up; the short cut is for the next ones.
    await ask('/api/streams/warm/messages', { message: 'hello' }, headers);
    return {
      direct: await ask(path(names[0]), body, headers),
      usual: await ask(path(names[1]), body, { ...headers, 'idempotency-key': names[1] }),
    };
  };
  const key = async (name: string, scopes: string[], owner = rider) =>
    (await owner.post<{ id: string; key: string }>('/api/users/me/api-keys', { name, scopes })).body;

  it.each<[string, string, unknown, number]>([
    ['telemetry in a string', 'messages', { message: telemetry({}) }, 200],
    ['telemetry as an object', 'messages', { message: { ...point, dataType: 'workout_metrics' } }, 200],
    ['a chat message', 'messages', { message: 'allez!', author: 'friend' }, 200],
    ['an author of null', 'messages', { message: 'allez!', author: null }, 200],
    ['an author too long', 'messages', { message: 'allez!', author: long }, 400],
    ['an author of two lines', 'messages', { message: 'allez!', author: 'a\nb' }, 400],
    ['an empty message', 'messages', { message: '' }, 400],
    ['a message of null', 'messages', { message: null }, 400],
    ['a list for a message', 'messages', { message: [1] }, 400],
    ['a field too many', 'messages', { message: 'x', extra: 1 }, 400],
    ['a list for a body', 'messages', [], 400],
    ['a number in quotes', 'messages', { message: telemetry({ power: '245' }) }, 400],
    ['a prototype', 'messages', '{"message":"x","__proto__":{"author":"y"}}', 400],
    ['broken JSON', 'messages', '{"message":', 400],
    ['two points, one twice', 'points', { points: [point, { ...point, timestamp: 1 }, point] }, 200],
    ['no points', 'points', { points: [] }, 400],
    ['a bad point', 'points', { points: [point, { ...point, power: 'x' }] }, 400],
    ['an unknown channel', 'points', { points: [{ ...point, watts: 1 }] }, 400],
  ])('answers %s to %s as the usual way does', async (_, route, body, status) => {
    for (const headers of [bearer(rider), { 'x-api-key': (await key('bench', ['ingest'])).key }]) {
      const { direct, usual } = await bothWays((name) => `/api/streams/${name}/${route}`, body, headers);
      expect(direct).toEqual(usual);
      expect(direct.status).toBe(status);
    }
  });

  it('opens nothing that is not open: other scopes, other riders, names that are none', async () => {
    const reader = { 'x-api-key': (await key('reader', ['read'])).key };
    await rider.post('/api/streams/mine/messages', { message: 'here' });
    const refused: [string, Record<string, string>, number][] = [
      ['/api/streams/mine/messages', reader, 403],
      ['/api/streams/mine/messages', other.credentials, 404],
      [`/api/streams/${'n'.repeat(65)}/messages`, bearer(rider), 400],
      ['/api/streams/mine/messages', {}, 401],
      ['/api/streams/mine/messages', { authorization: `Bearer ${rider.accessToken}x` }, 401],
    ];
    for (const [path, headers, status] of refused) {
      for (const message of ['x', telemetry({})]) {
        const { direct, usual } = await bothWays(() => path, { message }, headers);
        expect(direct).toEqual(usual);
        expect(direct.status).toBe(status);
      }
    }
  });

  it('says what is said otherwise when a stream takes no more', async () => {
    const { streamName, id } = (
      await rider.post<{ streamName: string; id: string }>('/api/workouts', { title: 'Over' })
    ).body;
    await rider.post(`/api/workouts/${id}/complete`);
    for (const [route, body] of [
      ['messages', { message: telemetry({}) }],
      ['points', { points: [point] }],
    ] as const) {
      const { direct, usual } = await bothWays(() => `/api/streams/${streamName}/${route}`, body, bearer(rider));
      expect(direct).toEqual(usual);
    }
  });

  it('is closed to a key that was revoked', async () => {
    const lost = await key('lost', ['ingest']);
    const headers = { 'x-api-key': lost.key };
    const send = () => ask('/api/streams/lost/points', { points: [point] }, headers);
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    await rider.call('DELETE', `/api/users/me/api-keys/${lost.id}`);
    expect((await send()).status).toBe(401);
  });
});
