import { setTimeout as pause } from 'node:timers/promises';

import { Rider, Service } from '#testing';

import { connectTo, raw, type RawAnswer, untilEnded } from './support/raw-http';

const point = (timestamp: number): object => ({ timestamp, power: 245, lat: 47.3769 });

/** What stands before Fastify reads bodies itself; whatever comes of that must look like everything else that is answered. */
describe('The short cut before Fastify', () => {
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('front-door', { CORS_ORIGIN: 'https://app.example.com' });
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());
  // Whoever has just been recognised may take it.
  beforeEach(() => rider.get('/api/users/me'));

  const request = (path: string, body: string, ...headers: string[]): string =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      'Content-Type: application/json',
      `Authorization: Bearer ${rider.accessToken}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...headers,
      '',
      body,
    ].join('\r\n');
  const points = (name: string, from: number, count: number, ...headers: string[]): string =>
    request(
      `/api/streams/${name}/points`,
      JSON.stringify({ points: Array.from({ length: count }, (_, second) => point(from + second * 1_000)) }),
      ...headers,
    );
  const stored = async (name: string): Promise<number> =>
    (await rider.get<{ points: number }>(`/api/streams/${name}`)).body.points;
  const bodyOf = ({ body }: RawAnswer): unknown => JSON.parse(body);

  it('answers with the headers of the usual way, in their order, and closes when it is asked to', async () => {
    const [early, usual] = [
      await raw(service.url, points('headers', 0, 2, 'Connection: close', 'X-Request-Id: mine')),
      await raw(
        service.url,
        points('headers', 9_000, 2, 'Connection: close', 'X-Request-Id: mine', 'Idempotency-Key: a'),
      ),
    ];
    const comparable = ({ headers }: RawAnswer) =>
      [...headers].map(([name, value]) => (/date|^ratelimit-re/.test(name) ? [name] : [name, value]));
    expect(comparable(early)).toEqual(comparable(usual));
    expect(early.headers.get('x-request-id')).toBe('mine');
    expect(bodyOf(early)).toMatchObject({ accepted: 2, duplicates: 0 });
  });

  it.each<[string, string, object]>([
    ['a batch', JSON.stringify({ points: [point(1), point(2)] }), { accepted: 2 }],
    ['a batch that it leaves to others', JSON.stringify({ points: [point(2), point(1), point(2)] }), { duplicates: 1 }],
    [
      'a batch with a fault',
      JSON.stringify({ points: [point(1), { ...point(2), power: 'much' }] }),
      { statusCode: 400 },
    ],
    ['broken JSON', `{"points":[${JSON.stringify(point(1))},]}`, { code: 'BAD_REQUEST' }],
  ])('reads %s that comes in parts', async (what, body, answer) => {
    const bytes = request(`/api/streams/parts-${what.replaceAll(' ', '-')}/points`, body, 'Connection: close');
    const socket = connectTo(service.url);
    for (let at = 0; at < bytes.length; at += 150) {
      socket.write(bytes.slice(at, at + 150));
      await pause(20);
    }
    expect(bodyOf(await untilEnded(socket, 5_000))).toMatchObject(answer);
  });

  it('keeps the order of requests that are sent without waiting', async () => {
    await rider.post('/api/streams/create', { streamName: 'queue' });
    const all = [
      points('queue', 0, 3),
      request('/api/streams/queue/messages', JSON.stringify({ message: 'allez!' })),
      points('queue', 1_000, 4),
      request('/api/streams/queue/points', '{"points":[]}'),
      points('queue', 9_000, 1, 'Connection: close'),
    ];
    const { bytes } = await raw(service.url, all.join(''));
    const answers = bytes.split('HTTP/1.1 ').slice(1);
    expect(
      answers.map((answer) => [answer.slice(0, 3), /"(?:accepted|success|code)":([^,]+)/.exec(answer)?.[1]]),
    ).toEqual([
      ['200', '3'],
      ['200', 'true'],
      ['200', '2'],
      ['400', '"VALIDATION_FAILED"'],
      ['200', '1'],
    ]);
    expect(await stored('queue')).toBe(6);
  });

  it('asks again whose a body is that takes its time', async () => {
    const key = (
      await rider.post<{ id: string; key: string }>('/api/users/me/api-keys', { name: 'slow', scopes: ['ingest'] })
    ).body;
    const bytes = points('slow', 0, 2, 'Connection: close').replace(/Authorization: .*/, `X-API-Key: ${key.key}`);
    expect((await raw(service.url, bytes)).status).toBe(200);
    const socket = connectTo(service.url);
    socket.write(bytes.slice(0, -10));
    await rider.call('DELETE', `/api/users/me/api-keys/${key.id}`);
    await pause(150);
    socket.write(bytes.slice(-10));
    expect((await untilEnded(socket, 5_000)).status).toBe(401);
  });

  it('forgets a body that breaks off', async () => {
    await raw(service.url, points('broken', 0, 1, 'Connection: close'));
    const bytes = points('broken', 1_000, 20);
    const socket = connectTo(service.url);
    socket.write(bytes.slice(0, -1));
    await pause(100);
    socket.destroy();
    await pause(100);
    expect(await stored('broken')).toBe(1);
  });
});
