import { eventually, Rider, Service } from '#testing';

import { begin } from './support/workouts';

interface Line {
  level: number;
  msg: string;
  program: string;
  time: string;
  [field: string]: unknown;
}

describe('the log', () => {
  let service: Service;
  let rider: Rider;
  const lines = (): Line[] =>
    service.api
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  const answered = (): Line[] => lines().filter(({ msg }) => msg === 'answered');

  beforeAll(async () => {
    service = await Service.start('logging', { LOG_LEVEL: 'warn', MONGODB_SLOW_MS: '1' });
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  it('says of a slow command what it asks, and no value', async () => {
    await begin(rider, { title: 'Over the hills' });
    await rider.get('/api/workouts?sport=cycling&q=hills');
    await eventually(() => {
      const slow = lines().filter(({ msg }) => msg === 'slow command');
      expect(slow.map(({ collection }) => collection)).toContain('users');
      for (const { milliseconds, context } of slow)
        expect([milliseconds, context]).toEqual([expect.any(Number), 'MongoDB']);
    });
    expect(service.api.output()).not.toContain('hills');
    expect(service.api.output()).not.toContain('@example.com');
  });

  it('tells of every request when SIGUSR2 turned it up, and stops when it comes again', async () => {
    expect(answered()).toEqual([]);
    service.api.kill('SIGUSR2');
    await eventually(() => expect(lines().at(-1)).toMatchObject({ msg: 'log level changed by SIGUSR2', now: 'debug' }));

    const { status, headers } = await rider.get('/api/workouts?limit=1');
    expect(status).toBe(200);
    await eventually(() =>
      expect(answered().at(-1)).toMatchObject({
        program: 'api',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        requestId: headers.get('x-request-id'),
        userId: rider.id,
        method: 'GET',
        route: '/api/workouts',
        status: 200,
        milliseconds: expect.any(Number),
      }),
    );

    service.api.kill('SIGUSR2');
    await eventually(() => expect(lines().at(-1)).toMatchObject({ now: 'warn' }));
    const before = answered().length;
    await rider.get('/api/workouts?limit=1');
    await rider.get('/api/users/me');
    expect(answered()).toHaveLength(before);
  });
});
