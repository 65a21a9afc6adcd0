import { connect } from 'node:net';

import { type Failure, Rider, Service } from '#testing';

/** Sends bytes as they are and gives what comes back: status, headers in small letters, body. */
function raw(url: string, bytes: string): Promise<{ status: number; headers: Map<string, string>; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end after ${text}`)));
    socket.on('data', (part) => (text += part.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines.map((line): [string, string] => {
        const [name = '', ...value] = line.split(': ');
        return [name.toLowerCase(), value.join(': ')];
      });
      resolve({ status: Number(first.split(' ')[1]), headers: new Map(headers), body });
    });
  });
}

const get = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');
const post = (path: string, ...rest: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...rest].join('\r\n');

describe('Requests that are hardly any', () => {
  let service: Service;

  beforeAll(async () => {
    service = await Service.start('bad-http');
  });
  afterAll(() => service.stop());

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['headers that have no end', get('/api/workouts', `X-Long: ${'x'.repeat(20_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['a path that has no end', get(`/api/users/${'x'.repeat(20_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['a path that is no URL', get('/api/streams/%E0%A4%A'), 400, 'BAD_REQUEST'],
    ['a lone percent sign', get('/api/workouts/%'), 400, 'BAD_REQUEST'],
    ['a header with a broken name', get('/api/workouts', 'Bad Header: 1'), 400, 'BAD_REQUEST'],
    ['no such route', get('/api/nothing'), 404, 'ROUTE_NOT_FOUND'],
    ['no such route outside', get('/nothing'), 404, 'ROUTE_NOT_FOUND'],
    ['a way out of the root', get('/../../etc/passwd'), 404, 'ROUTE_NOT_FOUND'],
    ['no such method', 'BREW /api/workouts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a method without a route', post('/health', '', ''), 404, 'ROUTE_NOT_FOUND'],
    ['two lengths', post('/api/auth/login', 'Content-Length: 1', 'Content-Length: 2', '', '{}'), 400, 'BAD_REQUEST'],
    [
      'a length beyond all limits',
      post('/api/auth/login', 'Content-Type: application/json', 'Content-Length: 999999999', '', '{'),
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'a stream of too much',
      post('/api/auth/login', 'Content-Type: application/json', 'Transfer-Encoding: chunked', '', '') +
        `50000\r\n${'x'.repeat(0x50000)}\r\n0\r\n\r\n`,
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'an encoding of nobody',
      post('/api/auth/login', 'Content-Type: application/json; charset=x', 'Content-Length: 1', '', '{'),
      400,
      'BAD_REQUEST',
    ],
  ])('fail in the one shape: %s', async (_, bytes, status, code) => {
    const answer = await raw(service.url, bytes);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const body = JSON.parse(answer.body) as Failure;
    expect([answer.status, body]).toEqual([
      status,
      { error: expect.stringMatching(/^[A-Z]\w* \w+/), code, statusCode: status, requestId: expect.any(String) },
    ]);
    expect(answer.headers.get('x-request-id')).toBe(body.requestId);
  });

  it('keep the id that the client gave them, if it is one', async () => {
    const given = await raw(service.url, get('/api/nothing', 'X-Request-Id: mine-1'));
    expect((JSON.parse(given.body) as Failure).requestId).toBe('mine-1');
    const broken = await raw(service.url, get('/api/streams/%E0%A4%A', 'X-Request-Id: mine-2'));
    expect((JSON.parse(broken.body) as Failure).requestId).toBe('mine-2');
    const evil = await raw(service.url, get('/api/nothing', `X-Request-Id: ${'"<script>'.repeat(3)}`));
    expect((JSON.parse(evil.body) as Failure).requestId).toMatch(/^[\w-]{36}$/);
  });

  it('take nothing from the others', async () => {
    const rider = await Rider.register(service.url);
    const text = 'NUL \u0000, half a pair \ud800, right to left \u202e, {"$ne":1}, {{7*7}}, 🚴';
    const kept = await rider.post<{ workout: { title: string; tags: string[] } }>('/api/workouts', {
      title: text,
      tags: [text.slice(0, 50)],
    });
    expect(kept.status).toBe(201);
    expect(kept.body.workout.title.replace('\ufffd', '\ud800')).toBe(text);
    expect(service.api.output()).not.toMatch(/INTERNAL|"level":50/);
  });
});
