import { gzipSync } from 'node:zlib';

import { type Failure, Rider, Service } from '#testing';

import { raw } from './support/raw-http';

const get = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');
const post = (path: string, ...rest: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...rest].join('\r\n');

/** Gzip members, one after the other, that come to so many megabytes of blanks. */
const bomb = (megabytes: number): Buffer =>
  Buffer.concat(Array<Buffer>(megabytes).fill(gzipSync(Buffer.alloc(1024 * 1024, ' '), { level: 9 })));

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
    ['a URL that is too long', get(`/api/users/${'x'.repeat(5_000)}`), 414, 'URI_TOO_LONG'],
    ['a query that is too long', get(`/api/workouts?q=${'x'.repeat(5_000)}`), 414, 'URI_TOO_LONG'],
    [
      'too many headers',
      get('/health', ...Array.from({ length: 120 }, (_, at) => `X-${at}: 1`)),
      431,
      'HEADERS_TOO_LARGE',
    ],
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

  it.each([
    ['too many parameters', '/health?' + Array.from({ length: 40 }, (_, at) => `a${at}=1`).join('&'), 'query'],
    ['an operator', '/api/users/me?email[$ne]=x', 'email[$ne]'],
    ['an operator in code', '/api/users/me?email%5B%24gt%5D=x', 'email[$gt]'],
    ['an operator alone', '/api/streams?$where=1', '$where'],
    ['an array', '/health?a[]=1', 'a[]'],
    ['a parameter twice', '/health?a=1&a=2', 'a'],
    ['a prototype', '/api/workouts?__proto__=1', '__proto__'],
    ['a prototype’s field', '/api/workouts?__proto__[admin]=1', '__proto__[admin]'],
    ['a constructor', '/api/workouts?constructor=1', 'constructor'],
  ])('are told which parameter is wrong, whatever they ask for: %s', async (_, path, field) => {
    const { status, body } = await raw(service.url, get(path));
    expect([status, JSON.parse(body)]).toEqual([
      400,
      expect.objectContaining({ code: 'VALIDATION_FAILED', details: [{ field, message: expect.any(String) }] }),
    ]);
  });

  it.each(['api_key', 'apikey', 'X-API-Key', 'token', 'access_token', 'refreshToken', 'password', 'ticket'])(
    'must not have a credential in the URL: %s',
    async (name) => {
      const { status, body } = await raw(service.url, get(`/api/users/me?${name}=something`));
      expect([status, JSON.parse(body)]).toEqual([
        400,
        expect.objectContaining({ code: 'CREDENTIALS_IN_QUERY', details: [expect.objectContaining({ field: name })] }),
      ]);
    },
  );

  it('have no compressed body but where it is said', async () => {
    const rider = await Rider.register(service.url);
    const send = (path: string, encoding: string, bytes: Buffer, type = 'application/json') =>
      fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { ...rider.credentials, 'content-type': type, 'content-encoding': encoding },
        body: new Uint8Array(bytes),
      });
    const batch = (points: object[]): Buffer => Buffer.from(JSON.stringify({ points }));
    const point = { timestamp: Date.now(), power: 200 };
    const answers: [string, Response, number, string | undefined][] = [
      ['gzip', await send('/api/streams/zip/points', 'gzip', gzipSync(batch([point]))), 200, undefined],
      [
        'gzip of lines',
        await send('/api/streams/zip/points', 'gzip', gzipSync(JSON.stringify(point)), 'application/x-ndjson'),
        200,
        undefined,
      ],
      ['elsewhere', await send('/api/workouts', 'gzip', gzipSync('{}')), 415, 'UNSUPPORTED_CONTENT_ENCODING'],
      ['another', await send('/api/streams/zip/points', 'br', batch([point])), 415, 'UNSUPPORTED_CONTENT_ENCODING'],
      ['twice', await send('/api/streams/zip/points', 'gzip, gzip', batch([])), 415, 'UNSUPPORTED_CONTENT_ENCODING'],
      ['no gzip', await send('/api/streams/zip/points', 'gzip', batch([point])), 400, 'VALIDATION_FAILED'],
      [
        'half of it',
        await send('/api/streams/zip/points', 'gzip', gzipSync(batch([point])).subarray(0, 20)),
        400,
        'VALIDATION_FAILED',
      ],
      // 1 GB of blanks.
      ['a bomb', await send('/api/streams/zip/points', 'gzip', bomb(1_000)), 413, 'BODY_TOO_LARGE'],
    ];
    for (const [what, answer, status, code] of answers) {
      const body = (await answer.json()) as Failure;
      expect([what, answer.status, body.code]).toEqual([what, status, code]);
    }
    expect(answers[2]?.[1].headers.get('accept-encoding')).toBe('identity');
    expect(answers[3]?.[1].headers.get('accept-encoding')).toBe('gzip');
  });

  it('may expect what nobody knows', async () => {
    const { status } = await raw(service.url, get('/health/live', 'Expect: 200-ok'));
    expect(status).toBe(200);
  });

  it('keep the id that the client gave them, if it is one', async () => {
    const given = await raw(service.url, get('/api/nothing', 'X-Request-Id: mine-1'));
    expect((JSON.parse(given.body) as Failure).requestId).toBe('mine-1');
    const broken = await raw(service.url, get('/api/streams/%E0%A4%A', 'X-Request-Id: mine-2'));
    expect((JSON.parse(broken.body) as Failure).requestId).toBe('mine-2');
    const evil = await raw(service.url, get('/api/nothing', `X-Request-Id: ${'"<script>'.repeat(3)}`));
    expect((JSON.parse(evil.body) as Failure).requestId).toMatch(/^[0-9a-f]{32}$/);
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
