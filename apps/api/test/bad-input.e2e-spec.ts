import { type Answer, type Call, call, type Failure, Rider, Service } from '#testing';

import { OpenApi, type Operation } from './support/open-api';
import { begin, send, steadyRide, succeeded, type WorkoutBody } from './support/workouts';
import { wrongBodies, wrongQueries } from './support/wrong-values';

/** What stands in the path of a route. */
type Thing = 'workout' | 'stream' | 'key' | 'session' | 'rider';
interface RouteCase {
  of?: Thing;
  /** What nobody has yet is made, not missed. */
  creates?: true;
  /** Somebody else's is not there even where one's own may be. */
  foreign?: false;
  /** The query parameters that each call needs. */
  query?: string;
}

/** Every route of the API; one that is missing here fails the test. */
const ROUTES: Record<string, RouteCase> = {
  'GET /health': {},
  'GET /health/live': {},
  'GET /health/ready': {},
  'GET /health/startup': {},
  'POST /api/auth/register': {},
  'POST /api/auth/login': {},
  'POST /api/auth/refresh': {},
  'POST /api/auth/logout': {},
  'GET /api/users/me': {},
  'PATCH /api/users/me': {},
  'GET /api/users/me/api-keys': {},
  'POST /api/users/me/api-keys': {},
  'DELETE /api/users/me/api-keys/{id}': { of: 'key' },
  'GET /api/users/me/audit': {},
  'PUT /api/users/me/password': {},
  'GET /api/users/me/sessions': {},
  'DELETE /api/users/me/sessions': {},
  'DELETE /api/users/me/sessions/{id}': { of: 'session' },
  'GET /api/users/{id}': { of: 'rider' },
  'PUT /api/users/{id}/ftp': { of: 'rider' },
  'GET /api/users/{id}/ftp-history': { of: 'rider' },
  'GET /api/users/{id}/stats': { of: 'rider' },
  'GET /api/streams': {},
  'POST /api/streams/create': {},
  'DELETE /api/streams/cleanup': {},
  'GET /api/streams/listenAll': {},
  'GET /api/streams/{name}': { of: 'stream' },
  'DELETE /api/streams/{name}': { of: 'stream' },
  'GET /api/streams/{name}/listen': { of: 'stream' },
  'GET /api/streams/{name}/messages': { of: 'stream' },
  'POST /api/streams/{name}/messages': { of: 'stream', creates: true },
  'POST /api/streams/{name}/points': { of: 'stream', creates: true },
  'POST /api/streams/{name}/tickets': { of: 'stream' },
  'GET /api/workouts': {},
  'POST /api/workouts': {},
  'GET /api/workouts/by-stream/{name}': { of: 'stream' },
  'GET /api/workouts/{id}': { of: 'workout' },
  'PATCH /api/workouts/{id}': { of: 'workout' },
  'DELETE /api/workouts/{id}': { of: 'workout' },
  'GET /api/workouts/{id}/telemetry': { of: 'workout' },
  'GET /api/workouts/{id}/power-curve': { of: 'workout' },
  'POST /api/workouts/{id}/pause': { of: 'workout' },
  'POST /api/workouts/{id}/resume': { of: 'workout' },
  'POST /api/workouts/{id}/archive': { of: 'workout' },
  'POST /api/workouts/{id}/complete': { of: 'workout' },
  'GET /api/records': { query: 'metric=power' },
  'GET /api/records/history': { query: 'metric=power&duration=300' },
  'GET /api/analytics/monthly': { query: 'year=2026&month=5' },
  'GET /api/analytics/weekly': {},
  'GET /api/analytics/power-curve': {},
};

const MALFORMED_IDS = [
  'x',
  '123',
  'z'.repeat(24),
  '0'.repeat(23),
  '0'.repeat(25),
  '%24ne',
  '..%2Fme',
  '%00',
  '[]',
  'null',
];
const MALFORMED_NAMES = ['a%20b', 'x'.repeat(65), '%C3%BC', 'a%2Fb', '%00', 'a.b', '*', '%7Bp1%7D'];
const MALFORMED_JSON = ['{', '{"a":', 'nonsense', "{'a':1}", '{"a":1}}', '\u0000'];
/** A field that leads to a prototype, however it is spelled and wherever it stands. */
const PROTOTYPES: [body: string, field: string][] = [
  ['{"__proto__":{"admin":true}}', '__proto__'],
  ['{"constructor":{"prototype":{"admin":true}}}', 'constructor'],
  ['{"constructor":1}', 'constructor'],
  ['{"prototype":null}', 'prototype'],
  ['{"\\u005f_proto__":{}}', '__proto__'],
  ['{"a":[{"b":{"__proto__":1}}]}', 'a.0.b.__proto__'],
];
const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);
const OTHER_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'json',
];
const BODY_LIMIT = 256 * 1024;
const BATCH_BODY_LIMIT = 4 * 1024 * 1024;

describe('Bad input', () => {
  let service: Service;
  let api: OpenApi;
  let rider: Rider;
  let own: Record<Thing, string>;
  let foreign: Record<Thing, string>;
  const missing: Record<Thing, string> = {
    ...{ workout: '65f0c0ffee0000000000abcd', key: '65f0c0ffee0000000000abcd' },
    ...{ session: '65f0c0ffee0000000000abcd', rider: '65f0c0ffee0000000000abcd', stream: 'nobody-has-this' },
  };

  const thingsOf = async (owner: Rider, name: string): Promise<Record<Thing, string>> => {
    const workout = await begin(owner, { streamName: name });
    await send(owner, workout, steadyRide(Date.now(), 3));
    const key = succeeded(await owner.post<{ id: string }>('/api/users/me/api-keys', { name }), 201);
    const [session] = succeeded(await owner.get<{ id: string }[]>('/api/users/me/sessions'), 200);
    return { workout: workout.id, stream: name, key: key.id, session: session?.id ?? '', rider: owner.id };
  };
  beforeAll(async () => {
    service = await Service.start('bad-input');
    api = await OpenApi.fetch(service.url);
    const other = await Rider.register(service.url);
    rider = await Rider.register(service.url);
    [own, foreign] = [await thingsOf(rider, 'mine'), await thingsOf(other, 'theirs')];
  });
  afterAll(() => service.stop());

  it('knows every route', () => {
    expect(Object.keys(ROUTES).sort()).toEqual([...api.routes().keys()].sort());
  });

  describe.each(Object.entries(ROUTES))('%s', (route, { of, creates, query }) => {
    const [method = '', template = ''] = route.split(' ');
    const faults: string[] = [];
    let operation: Operation;
    let valid: Call;

    const path = (value?: string, extra?: string): string => {
      const filled = template.replace(/\{\w+\}/, value ?? (of && own[of]) ?? '');
      const queries = [query, extra].filter((one) => one !== undefined);
      return queries.length > 0 ? `${filled}?${queries.join('&')}` : filled;
    };
    /** Notes whatever is not the refusal that is expected: status, code, field, and the one shape of failures. */
    const refused = async (what: string, url: string, request: Call, status: number, code: string, field?: string) => {
      const credentials = api.isPublic(operation) ? {} : rider.credentials;
      const answer = await call(service.url, method, url, {
        ...request,
        headers: { ...credentials, ...request.headers },
      });
      const wrong = departures(answer, status, code, field);
      if (wrong.length > 0) faults.push(`${what}: ${wrong.join(', ')} in ${JSON.stringify(answer.body).slice(0, 300)}`);
      return answer;
    };

    beforeAll(() => {
      operation = api.routes().get(route) ?? { responses: {} };
      const schema = api.bodySchema(operation);
      valid = schema ? { body: api.exampleOf(schema) } : {};
    });
    beforeEach(() => (faults.length = 0));
    afterEach(() => expect(faults).toEqual([]));

    it('asks who is asking', async () => {
      if (api.isPublic(operation)) return;
      const as = (what: string, headers: Record<string, string>, code: string): Promise<unknown> =>
        refused(what, path(), { ...valid, headers: { 'x-api-key': '', ...headers } }, 401, code);
      await as('no credential', {}, 'CREDENTIALS_MISSING');
      await as('unknown key', { 'x-api-key': `${rider.key.slice(0, -1)}!` }, 'CREDENTIALS_INVALID');
      await as('key as token', { authorization: `Bearer ${rider.key}` }, 'CREDENTIALS_INVALID');
      await as('token as key', { 'x-api-key': rider.accessToken }, 'CREDENTIALS_INVALID');
      const inUrl = path(undefined, `api_key=${rider.key}`);
      await refused('key in the URL', inUrl, valid, 400, 'CREDENTIALS_IN_QUERY', 'api_key');
    });

    it('tells a malformed id, and nothing of what is somebody else’s', async () => {
      if (!of) return;
      const field = of === 'stream' ? 'name' : 'id';
      for (const value of of === 'stream' ? MALFORMED_NAMES : MALFORMED_IDS)
        await refused(`malformed ${value}`, path(value), valid, 400, 'VALIDATION_FAILED', field);
      const things: Record<Thing, string> = {
        ...{ workout: 'WORKOUT', stream: 'STREAM', key: 'API_KEY', session: 'SESSION', rider: 'USER' },
      };
      const thing = template.includes('/workouts/') ? 'WORKOUT' : things[of];
      const theirs = await refused('foreign', path(foreign[of]), valid, 404, `${thing}_NOT_FOUND`);
      const nobodys = creates
        ? await call(service.url, 'GET', `/api/streams/${missing.stream}`, { headers: rider.credentials })
        : await refused('missing', path(missing[of]), valid, 404, `${thing}_NOT_FOUND`);
      const bytes = ({ body }: Answer<Failure>): string => JSON.stringify({ ...body, requestId: '' });
      expect(bytes(theirs)).toBe(bytes(nobodys));
    });

    it('takes JSON alone, whole, and not too much of it', async () => {
      if (method === 'GET' || method === 'DELETE') return;
      const text = JSON.stringify(valid.body ?? {});
      const isBatch = template.endsWith('/points');
      for (const type of [...OTHER_TYPES, ...(isBatch ? [] : ['application/x-ndjson'])]) {
        const headers = { 'content-type': type };
        await refused(type, path(), { body: text, headers }, 415, 'UNSUPPORTED_MEDIA_TYPE');
      }
      for (const body of MALFORMED_JSON) await refused(`JSON ${body}`, path(), { body }, 400, 'BAD_REQUEST');
      for (const [body, field] of PROTOTYPES) await refused(body, path(), { body }, 400, 'VALIDATION_FAILED', field);
      const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`a${at}`, 1]));
      if (!isBatch) await refused('many fields', path(), { body: many }, 400, 'VALIDATION_FAILED', 'body');
      const limit = isBatch ? BATCH_BODY_LIMIT : BODY_LIMIT;
      const large = `{"nonsense":"${'x'.repeat(limit)}"}`;
      await refused('too large', path(), { body: large }, 413, 'BODY_TOO_LARGE');
      if (!operation.requestBody) return;
      const [first] = Object.keys(valid.body ?? {});
      const deep = [DEEP, `{"nonsense":${DEEP}}`, `{"${first}":${DEEP}}`, `{"${first}":{"deep":${DEEP}}}`];
      for (const body of ['[]', '[{}]', '"text"', '5', 'true', ...deep])
        await refused(`body ${body.slice(0, 30)}`, path(), { body }, 400, 'VALIDATION_FAILED');
    });

    it('names the field that is wrong, missing or unknown', async () => {
      const schema = api.bodySchema(operation);
      if (!schema) return;
      for (const { body, field } of wrongBodies(api, schema, valid.body))
        await refused(JSON.stringify(body).slice(0, 200), path(), { body }, 400, 'VALIDATION_FAILED', field);
    });

    it('names the parameter that is wrong or unknown', async () => {
      const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
      if (parameters.length === 0) return;
      const given = new URLSearchParams(query);
      for (const [extra, field] of wrongQueries(api, parameters)) {
        const others = [...given]
          .filter(([name]) => name !== extra.split('=')[0])
          .map(([name, value]) => `${name}=${value}`);
        const url = `${path().split('?')[0]}?${[...others, extra].join('&')}`;
        await refused(`?${extra}`, url, valid, 400, 'VALIDATION_FAILED', field);
      }
      for (const { name, required } of parameters) {
        if (!required) continue;
        const rest = [...given].filter(([other]) => other !== name).map(([other, value]) => `${other}=${value}`);
        await refused(`no ${name}`, `${path().split('?')[0]}?${rest.join('&')}`, valid, 400, 'VALIDATION_FAILED', name);
      }
    });
  });

  it('changed nothing', async () => {
    const mine = await rider.get<WorkoutBody>(`/api/workouts/${own.workout}?includeTelemetry=true`);
    expect(mine.body).toMatchObject({ status: 'ACTIVE', title: '', tags: [], visibility: 'private' });
    expect(mine.body.telemetry).toHaveLength(3);
    expect((await rider.get<object[]>('/api/users/me/api-keys')).body).toHaveLength(2);
    expect((await rider.get<{ pagination: object }>('/api/workouts')).body.pagination).toMatchObject({ total: 1 });
  });
});

/** How an answer departs from the failure that is expected. */
function departures(
  { status, body, headers }: Answer<Failure>,
  expected: number,
  code: string,
  field?: string,
): string[] {
  const { error, details, requestId, ...rest } = body ?? ({} as Failure);
  const known = ['error', 'code', 'statusCode', 'details', 'requestId'];
  const sentence = typeof error === 'string' && error.length > 5 && !/undefined|\[object|\bcast\b/i.test(error);
  return [
    ...(status === expected ? [] : [`status ${status}, not ${expected}`]),
    ...(rest.statusCode === status ? [] : ['another statusCode']),
    ...(rest.code === code ? [] : [`code ${rest.code}, not ${code}`]),
    ...(sentence ? [] : ['no sentence']),
    ...(requestId && requestId === headers.get('x-request-id') ? [] : ['no requestId']),
    ...(headers.get('content-type')?.startsWith('application/json') ? [] : ['no JSON']),
    ...Object.keys(body ?? {}).filter((key) => !known.includes(key)),
    ...(field === undefined || details?.some((detail) => `${detail.field}.`.startsWith(`${field}.`) && detail.message)
      ? []
      : [`not naming ${field}`]),
  ];
}
