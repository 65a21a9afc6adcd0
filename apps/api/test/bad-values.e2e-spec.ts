import { call, inBatches, Rider, Service } from '#testing';

import { OpenApi, type Operation } from './support/open-api';
import { ODD_TEXTS, oddBodies } from './support/odd-values';
import { begin, complete, send, steadyRide, succeeded, type WorkoutBody } from './support/workouts';

/** The query parameters that each call of a route needs. */
const NEEDED: Record<string, string> = {
  'GET /api/records': 'metric=power',
  'GET /api/records/history': 'metric=power&duration=300',
  'GET /api/analytics/monthly': 'year=2026&month=5',
};
const isEvents = (route: string): boolean => /listen/i.test(route);
/** What a URL cannot hold is left out. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

describe('Values that hardly anybody expects', () => {
  let service: Service;
  let api: OpenApi;
  let rider: Rider;
  let workout: WorkoutBody;
  const failures: string[] = [];

  beforeAll(async () => {
    service = await Service.start('bad-values');
    api = await OpenApi.fetch(service.url);
    rider = await Rider.register(service.url);
    workout = await begin(rider, { streamName: 'mine' });
    await send(rider, workout, steadyRide(Date.now(), 40));
  });
  afterAll(() => service.stop());
  beforeEach(() => (failures.length = 0));
  afterEach(() => expect(failures).toEqual([]));

  const tryOut = async (route: string, path: string, body?: unknown): Promise<void> => {
    const [method = ''] = route.split(' ');
    const headers = rider.credentials;
    const answer = await call<unknown>(service.url, method, path, { headers, ...(body !== undefined && { body }) });
    if (answer.status >= 500)
      failures.push(`${answer.status} ${method} ${path} ${JSON.stringify(body)?.slice(0, 200)}`);
  };
  /** Each route, with a path that leads to something of the rider's own, except where it would be deleted. */
  const routes = (): [route: string, path: string, operation: Operation][] =>
    [...api.routes()]
      .filter(([route]) => !isEvents(route))
      .map(([route, operation]) => {
        const template = route.split(' ')[1] ?? '';
        const names: [RegExp, string][] = [
          [/workouts\/\{id\}/, `workouts/${workout.id}`],
          [/\{name\}/, route.startsWith('DELETE') ? 'none' : 'mine'],
          [/users\/\{id\}/, 'users/me'],
          [/\{id\}/, '65f0c0ffee0000000000abcd'],
        ];
        const path = names.reduce((filled, [part, value]) => filled.replace(part, value), template);
        return [
          route,
          route === 'DELETE /api/workouts/{id}' ? '/api/workouts/65f0c0ffee0000000000abcd' : path,
          operation,
        ];
      });

  it('in bodies never fail on our side', async () => {
    for (const [route, path, operation] of routes()) {
      const schema = api.bodySchema(operation);
      if (!schema || route.endsWith('/complete')) continue;
      const example = api.exampleOf(schema) as Record<string, unknown>;
      // A stream carries one unfinished workout: here each gets one of its own.
      const right = route === 'POST /api/workouts' ? { ...example, streamName: null } : example;
      for (const bodies of inBatches(oddBodies(api, schema, right), 8))
        await Promise.all(bodies.map((body) => tryOut(route, path, body)));
    }
  });

  it('in queries never fail on our side', async () => {
    for (const [route, path, { parameters = [] }] of routes()) {
      for (const { name } of parameters.filter((parameter) => parameter.in === 'query')) {
        for (const text of ODD_TEXTS) {
          const query = new URLSearchParams(NEEDED[route]);
          query.delete(name);
          await tryOut(route, `${path}?${query.toString()}&${name}=${encoded(text)}`);
        }
      }
    }
  });

  it('in paths never fail on our side', async () => {
    for (const [route] of routes()) {
      const template = route.split(' ')[1] ?? '';
      if (!template.includes('{')) continue;
      for (const text of ODD_TEXTS) await tryOut(route, template.replace(/\{\w+\}/, encoded(text)));
    }
  });

  it('leave nothing behind that cannot be read, completed and summed up', async () => {
    await complete(rider, workout);
    for (const path of [
      `/api/workouts/${workout.id}?includeTelemetry=true`,
      '/api/workouts?limit=100',
      '/api/streams',
      '/api/users/me',
      '/api/users/me/stats',
      '/api/users/me/ftp-history',
      '/api/users/me/api-keys',
      '/api/records?metric=power',
      '/api/analytics/weekly',
      '/api/analytics/power-curve',
    ])
      succeeded(await rider.get(path), 200);
    const { workouts } = (await rider.get<{ workouts: WorkoutBody[] }>('/api/workouts?status=ACTIVE&limit=100')).body;
    expect(workouts.length).toBeGreaterThan(0);
    for (const one of workouts) await complete(rider, one);
    for (const program of [service.api, service.worker]) expect(program.output()).not.toMatch(/"level":[56]0/);
  });
});
