import { Rider, Service } from '#testing';

import { begin, complete, send, steadyRide, succeeded, type WorkoutBody, type WorkoutList } from './support/workouts';

/** What the rider of these tests has ridden: names tell what to expect where. */
const RIDES = [
  { title: 'A', startTime: '2026-01-01T10:00:00Z', sport: 'running', tags: ['hills'], description: 'with Anna' },
  { title: 'B', startTime: '2026-02-01T10:00:00Z', sport: 'cycling', tags: ['hills', 'race'] },
  {
    title: 'C',
    startTime: '2026-02-01T10:00:00Z',
    sport: 'cycling',
    tags: ['race'],
    description: 'Grüße vom Großglockner',
  },
  { title: 'D', startTime: '2026-02-01T10:00:00Z', sport: 'swimming', tags: [] },
  { title: 'E', startTime: '2026-03-01T00:00:00Z', sport: 'cycling', tags: ['commute'], description: 'glockner again' },
  { title: 'F', startTime: '2026-03-01T10:00:00Z', sport: 'other', tags: ['Hills'] },
];

describe('GET /api/workouts', () => {
  let service: Service;
  let rider: Rider;
  const byTitle = new Map<string, WorkoutBody>();

  const list = async (query = ''): Promise<WorkoutList> =>
    succeeded(await rider.get<WorkoutList>(`/api/workouts${query}`), 200);
  const titles = async (query: string): Promise<string> =>
    (await list(query)).workouts.map(({ title }) => title).join('');

  beforeAll(async () => {
    service = await Service.start('workouts-list');
    rider = await Rider.register(service.url);
    const stranger = await Rider.register(service.url);
    for (const ride of [...RIDES, { title: 'deleted', startTime: '2026-04-01T10:00:00Z' }])
      byTitle.set(ride.title, await begin(rider, ride));
    const id = (title: string): string => byTitle.get(title)?.id ?? '';
    await send(rider, byTitle.get('A') ?? {}, steadyRide(Date.parse('2026-01-01T10:00:00Z'), 120));
    await complete(rider, { id: id('A') });
    await complete(rider, { id: id('B') });
    await rider.post(`/api/workouts/${id('B')}/archive`);
    await rider.post(`/api/workouts/${id('E')}/pause`);
    await rider.call('DELETE', `/api/workouts/${id('deleted')}`);
    await begin(stranger, { title: 'stranger', tags: ['hills'], visibility: 'public' });
  });
  afterAll(() => service.stop());

  it("gives the rider's own, newest start first, and nothing deleted", async () => {
    const { workouts, pagination } = await list();
    expect(workouts.map(({ title }) => title).join('')).toMatch(/^FE[BCD]{3}A$/);
    expect(pagination).toEqual({ page: 1, limit: 20, total: 6, totalPages: 1 });
  });

  it('gives each as it stands, without telemetry', async () => {
    const { workouts } = await list('?status=COMPLETED');
    const [completed] = workouts;
    expect(workouts).toHaveLength(1);
    expect(completed).toEqual((await rider.get(`/api/workouts/${completed?.id}`)).body);
    expect(completed?.summary).toMatchObject({ sampleCount: 120, avgPower: 200 });
    const everything = [...(await list()).workouts, ...(await list('?status=DELETED')).workouts];
    for (const workout of everything)
      expect(Object.keys(workout).filter((key) => /telemetry|bestEfforts|^_/.test(key))).toEqual([]);
  });

  it('gives every one once over the pages, also where they started at the same time', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((page) => list(`?page=${page}&limit=1`)));
    const seen = pages.flatMap(({ workouts }) => workouts.map(({ title }) => title));
    expect([...seen].sort().join('')).toBe('ABCDEF');
    expect(seen).toEqual((await list()).workouts.map(({ title }) => title));
    expect(pages[6]).toEqual({ workouts: [], pagination: { page: 7, limit: 1, total: 6, totalPages: 6 } });
    expect((await list('?limit=4&page=2')).pagination).toEqual({ page: 2, limit: 4, total: 6, totalPages: 2 });
  });

  it.each([
    ['status=ACTIVE', /^F[CD]{2}$/],
    ['status=PAUSED', /^E$/],
    ['status=ARCHIVED', /^B$/],
    ['status=DELETED', /^deleted$/],
    ['sport=cycling', /^E[BC]{2}$/],
    ['sport=running', /^A$/],
    ['tag=hills', /^BA$/],
    ['tag=Hills', /^F$/],
    ['tag=hill', /^$/],
    ['tag=.*', /^$/],
    ['startDate=2026-03-01T00:00:00Z', /^FE$/],
    ['endDate=2026-03-01T00:00:00Z', /^E[BCD]{3}A$/],
    ['startDate=2026-03-01T00:00:00.001Z', /^F$/],
    ['startDate=2026-02-01&endDate=2026-02-02', /^[BCD]{3}$/],
    ['startDate=2026-03-01T01:00:00%2B01:00&endDate=2026-03-01T01:00:00%2B01:00', /^E$/],
    ['startDate=2026-05-01&endDate=2026-01-01', /^$/],
    ['q=anna', /^A$/],
    ['q=ANNA', /^A$/],
    ['q=gro%C3%9Fglockner', /^C$/],
    ['q=glockner%20anna', /^EA$/],
    ['q=%22glockner%20again%22', /^E$/],
    ['q=%22again%20glockner%22', /^$/],
    ['q=e', /^E$/],
    ['q=stranger', /^$/],
    ['q=deleted', /^$/],
    ['q=deleted&status=DELETED', /^deleted$/],
    ['q=%24where', /^$/],
    ['q=-anna', /^$/],
    ['q=%22', /^$/],
    ['sport=cycling&tag=race&status=ACTIVE&startDate=2026-01-15&endDate=2026-02-15&q=gr%C3%BC%C3%9Fe', /^C$/],
  ])('?%s', async (query, expected) => {
    const found = await list(`?${query}`);
    expect(found.workouts.map(({ title }) => title).join('')).toMatch(expected);
    expect(found.pagination.total).toBe(found.workouts.length);
  });

  it('counts and pages within a filter', async () => {
    expect((await list('?sport=cycling&limit=2')).pagination).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2 });
    expect(await titles('?sport=cycling&limit=2&page=1')).toMatch(/^E[BC]$/);
  });

  it('tells an empty list from an error', async () => {
    const nobody = await Rider.register(service.url);
    const { status, body } = await nobody.get('/api/workouts');
    expect([status, body]).toEqual([
      200,
      { workouts: [], pagination: { page: 1, limit: 20, total: 0, totalPages: 0 } },
    ]);
  });

  it('takes a limit of 100', async () => {
    expect((await list('?limit=100')).pagination.limit).toBe(100);
  });

  it.each([
    ['page=0', 'page'],
    ['page=1.5', 'page'],
    ['page=', 'page'],
    ['limit=101', 'limit'],
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=ten', 'limit'],
    ['status=active', 'status'],
    ['status=ACTIVE&status=PAUSED', 'status'],
    ['sport=chess', 'sport'],
    ['startDate=yesterday', 'startDate'],
    ['endDate=2026-02-30', 'endDate'],
    ['startDate=2026-W05', 'startDate'],
    ['q=', 'q'],
    [`q=${'x'.repeat(201)}`, 'q'],
    ['q=a&q=b', 'q'],
    ['tag[$ne]=x', 'tag[$ne]'],
    ['userId=me', 'userId'],
  ])('refuses ?%s', async (query, field) => {
    const refused = await rider.get(`/api/workouts?${query}`);
    expect([refused.status, refused.body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(refused.body.details?.map((detail) => detail.field)).toEqual([field]);
  });
});
