import { type Answer, call, Rider, Service } from '#testing';

import { OpenApi, type Operation, type Schema } from './support/open-api';
import { routesOfRouter } from './support/router';
import { begin, complete, send, steadyRide } from './support/workouts';

const PUBLIC = [
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /health/startup',
  'POST /api/auth/login',
  'POST /api/auth/logout',
  'POST /api/auth/refresh',
  'POST /api/auth/register',
];
const EVENT_STREAMS = ['GET /api/streams/listenAll', 'GET /api/streams/{name}/listen'];
const sortedKeys = (value: object): string[] => Object.keys(value).sort();

describe('The OpenAPI document', () => {
  let service: Service;
  let rider: Rider;
  let api: OpenApi;

  beforeAll(async () => {
    service = await Service.start('openapi');
    rider = await Rider.register(service.url);
    api = await OpenApi.fetch(service.url);
  });
  afterAll(() => service.stop());

  /** The routes of which `fault` has something to say, with what it says. */
  const faulty = (fault: (operation: Operation, route: string) => string | false | undefined): string[] =>
    [...api.routes()].flatMap(([route, operation]) => {
      const said = fault(operation, route);
      return said ? [`${route}: ${said}`] : [];
    });
  const failures = ({ responses }: Operation): [string, Schema | undefined][] =>
    Object.entries(responses)
      .filter(([status]) => Number(status) >= 400)
      .map(([status, { content }]) => [status, content?.['application/json']?.schema]);

  it('is there for people and for programs', async () => {
    const page = await fetch(`${service.url}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    const html = await page.text();
    const scripts = [...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(scripts.length).toBeGreaterThan(0);
    for (const source of scripts) {
      const script = await fetch(new URL(source, page.url));
      expect([source, script.status]).toEqual([source, 200]);
      await script.body?.cancel();
    }
    const { openapi } = api.document;
    expect(openapi).toMatch(/^3\./);
  });

  it('knows every route of the router, and no other', async () => {
    expect([...api.routes().keys()].sort()).toEqual(
      (await routesOfRouter()).filter((route) => !/^(HEAD|OPTIONS) /.test(route) && !/ \/docs\b/.test(route)),
    );
  });

  it('tells of each what it does and under which heading it stands', () => {
    expect(
      faulty(({ summary, tags }) => (!summary?.includes(' ') || tags?.length !== 1) && 'no summary or tag'),
    ).toEqual([]);
    const names = [...api.routes().values()].map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('asks for a credential on each but the public ones', () => {
    expect(sortedKeys(api.document.components.securitySchemes)).toEqual(['access-token', 'api-key']);
    expect(api.document.security).toEqual([{ 'api-key': [] }, { 'access-token': [] }]);
    const open = [...api.routes()].filter(([, operation]) => api.isPublic(operation)).map(([route]) => route);
    expect(open.sort()).toEqual(PUBLIC);
    expect(faulty(({ security }) => (security ?? []).length > 0 && 'security of its own')).toEqual([]);
  });

  it('says what each answers when all is well', () => {
    const fault = ({ responses }: Operation, route: string): string | false | undefined => {
      const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const [[status, response] = ['', undefined]] = good;
      if (good.length !== 1) return `${good.length} good answers`;
      if (status === '204') return response?.content !== undefined && '204 with a body';
      const type = EVENT_STREAMS.includes(route) ? 'text/event-stream' : 'application/json';
      return !response?.content?.[type]?.schema && `no schema of ${type}`;
    };
    expect(faulty(fault)).toEqual([]);
  });

  it('offers an Idempotency-Key wherever a rider creates', () => {
    const creates = (operation: Operation): boolean => !api.isPublic(operation) && '201' in operation.responses;
    const offers = ({ parameters = [] }: Operation): boolean =>
      parameters.some(({ name, in: place }) => name === 'Idempotency-Key' && place === 'header');
    expect(faulty((operation) => creates(operation) && !offers(operation) && 'no Idempotency-Key')).toEqual([]);
  });

  it('says how each fails, in the one shape of failures', () => {
    const expected = (operation: Operation, route: string): string[] => {
      if (route.startsWith('GET /health')) return [];
      const parameters = operation.parameters ?? [];
      const body = !route.startsWith('GET ');
      const input = body || parameters.some((parameter) => parameter.in !== 'header');
      return [
        ...(input ? ['400'] : []),
        ...(body ? ['413', '415'] : []),
        ...(api.isPublic(operation) ? [] : ['401', '403']),
        ...(parameters.some((parameter) => parameter.in === 'path') ? ['404'] : []),
        '503',
      ];
    };
    expect(
      faulty((operation, route) => {
        const said = failures(operation).map(([status]) => status);
        return expected(operation, route)
          .filter((status) => !said.includes(status))
          .join();
      }),
    ).toEqual([]);
    expect(
      faulty((operation, route) =>
        failures(operation)
          .filter(([, schema]) => !route.startsWith('GET /health') && schema?.$ref !== '#/components/schemas/ApiError')
          .map(([status]) => status)
          .join(),
      ),
    ).toEqual([]);
    const repeated = ({ responses }: Operation): string | undefined =>
      Object.values(responses).find(({ description }) =>
        description.split(/\n+/).some((line, index, lines) => line === lines[index - 1]),
      )?.description;
    expect(faulty(repeated)).toEqual([]);
  });

  it('gives an example of every field, and each is what its schema says', () => {
    const faults = Object.entries(api.document.components.schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).flatMap(([field, schema]) => {
        const example = api.exampleOf(schema);
        const empty =
          typeof example === 'object' &&
          example !== null &&
          !Array.isArray(example) &&
          sortedKeys(example).length === 0;
        const resolved = api.resolve(schema);
        if (
          empty &&
          resolved.additionalProperties === undefined &&
          resolved.oneOf === undefined &&
          resolved.type !== 'object'
        )
          return [`${name}.${field} has no example`];
        return api.faults(example, schema).map((fault) => `${name}.${field}: ${fault}`);
      }),
    );
    expect(faults).toEqual([]);
  });

  describe('and the API agree', () => {
    const used = new Set<string>();
    let ids: Record<string, string>;

    beforeAll(async () => {
      const finished = await begin(rider, { equipment: [{ type: 'bike', name: 'Gravel', id: 'g1' }], tags: ['x'] });
      await send(rider, finished, steadyRide(Date.now() - 60_000, 40, { heartrate: 140, lat: 47, lng: 8 }));
      await complete(rider, finished);
      const running = await begin(rider, { streamName: 'running' });
      await send(rider, running, steadyRide(Date.now() - 60_000, 10));
      await rider.post('/api/streams/create', { streamName: 'to-be-removed' });
      const key = await rider.post<{ id: string }>('/api/users/me/api-keys', { name: 'to be removed' });
      await rider.call('PUT', '/api/users/me/ftp', { body: { ftp: 250 } });
      ids = { finished: finished.id, running: running.id, key: key.body.id };
    });

    /** Calls a route of the document and holds the answer against it. */
    const agree = async (route: string, path: string, body?: unknown): Promise<Answer<unknown>> => {
      const operation = api.routes().get(route);
      if (!operation) throw new Error(`${route} is not in the document`);
      used.add(route);
      const [method = ''] = route.split(' ');
      const headers = api.isPublic(operation) ? {} : rider.credentials;
      const answer = await call<unknown>(service.url, method, path, { headers, ...(body !== undefined && { body }) });
      const [[status, response] = ['', undefined]] = Object.entries(operation.responses).filter(([code]) =>
        /^2/.test(code),
      );
      expect([route, String(answer.status), answer.status >= 300 && answer.body]).toEqual([route, status, false]);
      const schema = response?.content?.['application/json']?.schema;
      expect([route, schema ? api.faults(answer.body, schema) : answer.body]).toEqual([route, schema ? [] : null]);
      return answer;
    };
    const example = (route: string): unknown => {
      const operation = api.routes().get(route);
      return operation && api.exampleOf(api.bodySchema(operation) ?? {});
    };
    const agreeOnExample = (route: string, path: string): Promise<Answer<unknown>> =>
      agree(route, path, example(route));

    it('on accounts, keys and settings', async () => {
      await agreeOnExample('POST /api/auth/register', '/api/auth/register');
      const { body } = await agreeOnExample('POST /api/auth/login', '/api/auth/login');
      const { refreshToken } = body as { refreshToken: string };
      expect(
        api.faults(
          example('POST /api/auth/refresh'),
          api.bodySchema(api.routes().get('POST /api/auth/refresh') as Operation) ?? {},
        ),
      ).toEqual([]);
      await agree('POST /api/auth/refresh', '/api/auth/refresh', { refreshToken });
      await agreeOnExample('POST /api/auth/logout', '/api/auth/logout');
      await agree('GET /api/users/me', '/api/users/me');
      await agreeOnExample('PATCH /api/users/me', '/api/users/me');
      await agree('GET /api/users/{id}', '/api/users/me');
      await agreeOnExample('PUT /api/users/{id}/ftp', '/api/users/me/ftp');
      await agree('GET /api/users/{id}/ftp-history', '/api/users/me/ftp-history');
      await agree('GET /api/users/{id}/stats', '/api/users/me/stats');
      await agreeOnExample('POST /api/users/me/api-keys', '/api/users/me/api-keys');
      await agree('GET /api/users/me/api-keys', '/api/users/me/api-keys');
      await agree('DELETE /api/users/me/api-keys/{id}', `/api/users/me/api-keys/${ids['key']}`);
      await agree('GET /api/users/me/audit', '/api/users/me/audit');
      const sessions = await agree('GET /api/users/me/sessions', '/api/users/me/sessions');
      const [session] = sessions.body as { id: string }[];
      await agree('DELETE /api/users/me/sessions/{id}', `/api/users/me/sessions/${session?.id}`);
      await agree('DELETE /api/users/me/sessions', '/api/users/me/sessions');
      const change = { ...(example('PUT /api/users/me/password') as object), currentPassword: rider.password };
      await agree('PUT /api/users/me/password', '/api/users/me/password', change);
    });

    it('on streams', async () => {
      await agreeOnExample('POST /api/streams/create', '/api/streams/create');
      await agreeOnExample('POST /api/streams/{name}/messages', '/api/streams/running/messages');
      await agreeOnExample('POST /api/streams/{name}/points', '/api/streams/running/points');
      await agree('GET /api/streams', '/api/streams');
      await agree('GET /api/streams/{name}', '/api/streams/running');
      await agree('GET /api/streams/{name}', '/api/streams/to-be-removed');
      await agree('GET /api/streams/{name}/messages', '/api/streams/running/messages');
      await agree('POST /api/streams/{name}/tickets', '/api/streams/running/tickets');
      await agree('DELETE /api/streams/{name}', '/api/streams/to-be-removed');
      await agree('DELETE /api/streams/cleanup', '/api/streams/cleanup');
    });

    it('on workouts', async () => {
      const { finished, running } = ids;
      const { body } = await agreeOnExample('POST /api/workouts', '/api/workouts');
      const { workout } = body as { workout: { id: string } };
      await agree('GET /api/workouts', '/api/workouts');
      await agree('GET /api/workouts/by-stream/{name}', '/api/workouts/by-stream/running');
      await agree('GET /api/workouts/{id}', `/api/workouts/${finished}?includeTelemetry=true`);
      await agree('GET /api/workouts/{id}', `/api/workouts/${running}`);
      await agree('GET /api/workouts/{id}/telemetry', `/api/workouts/${finished}/telemetry`);
      await agree('GET /api/workouts/{id}/power-curve', `/api/workouts/${finished}/power-curve`);
      await agreeOnExample('PATCH /api/workouts/{id}', `/api/workouts/${finished}`);
      await agree('POST /api/workouts/{id}/pause', `/api/workouts/${running}/pause`);
      await agree('POST /api/workouts/{id}/resume', `/api/workouts/${running}/resume`);
      await agreeOnExample('POST /api/workouts/{id}/complete', `/api/workouts/${running}/complete`);
      await agree('POST /api/workouts/{id}/archive', `/api/workouts/${running}/archive`);
      await agree('DELETE /api/workouts/{id}', `/api/workouts/${workout.id}`);
    });

    it('on records and analytics', async () => {
      const { body } = await agree('GET /api/records', '/api/records?metric=power');
      expect(body).not.toEqual([]);
      await agree('GET /api/records/history', '/api/records/history?metric=power&duration=5');
      const now = new Date();
      const month = `year=${now.getUTCFullYear()}&month=${now.getUTCMonth() + 1}`;
      await agree('GET /api/analytics/monthly', `/api/analytics/monthly?${month}`);
      await agree('GET /api/analytics/weekly', '/api/analytics/weekly');
      await agree('GET /api/analytics/power-curve', '/api/analytics/power-curve');
    });

    it('on health', async () => {
      for (const path of ['/health', '/health/live', '/health/ready', '/health/startup'])
        await agree(`GET ${path}`, path);
    });

    it('on every route there is', () => {
      expect([...api.routes().keys()].filter((route) => !used.has(route))).toEqual(EVENT_STREAMS);
    });
  });
});
