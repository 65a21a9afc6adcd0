import { once } from 'node:events';
import { type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { eventually, type Failure, Rider, Service } from '#testing';

import { connectTo, untilEnded } from './support/raw-http';

const MOST = 30;
const SETTINGS = {
  HTTP_HEADERS_TIMEOUT_MS: '500',
  HTTP_REQUEST_TIMEOUT_MS: '1000',
  HTTP_KEEP_ALIVE_MS: '500',
  HTTP_MAX_CONNECTIONS: String(MOST),
};
const PATIENCE = 10_000;

async function openTo(url: string, bytes: string): Promise<Socket> {
  const socket = connectTo(url);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

describe('Connections that take too long', () => {
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('connections', SETTINGS);
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  const open = (bytes = ''): Promise<Socket> => openTo(service.url, bytes);
  /** Sends a byte now and then, for as long as it may. */
  const trickle = (socket: Socket, byte: string): void => {
    const timer = setInterval(() => socket.write(byte), 100);
    socket.on('close', () => clearInterval(timer));
  };
  const timedOut = (body: string): void =>
    expect(JSON.parse(body) as Failure).toMatchObject({ code: 'REQUEST_TIMEOUT', statusCode: 408 });

  it('are cut when nothing is ever asked', async () => {
    const socket = await open();
    await untilEnded(socket, PATIENCE);
  });

  it('are cut when the head of a request does not come to an end', async () => {
    const socket = await open('GET /api/workouts HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    trickle(socket, 'x');
    const { status, body } = await untilEnded(socket, PATIENCE);
    expect(status).toBe(408);
    timedOut(body);
  });

  it('are cut when its body does not', async () => {
    const head = ['POST /api/auth/login HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Content-Length: 9000'];
    const socket = await open(`${head.join('\r\n')}\r\n\r\n{`);
    trickle(socket, ' ');
    const { status, body } = await untilEnded(socket, PATIENCE);
    expect(status).toBe(408);
    timedOut(body);
  });

  it('are ended when nothing more is asked', async () => {
    const socket = await open('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await untilEnded(socket, PATIENCE)).status).toBe(200);
  });

  it('do not include event streams, which are long by nature', async () => {
    await rider.post('/api/streams/create', { streamName: 'watched' });
    const events = await rider.listen('/api/streams/watched/listen');
    await pause(4_000);
    await rider.post('/api/streams/watched/messages', { message: 'still there?' });
    await events.until(() => events.messages.includes('still there?'));
    events.close();
  });

  it('are so many and no more, and those that are there are served', async () => {
    const sockets = await Promise.all(Array.from({ length: 2 * MOST }, () => open()));
    const turnedAway = sockets.map((socket) => once(socket.resume(), 'close'));
    await Promise.all(turnedAway);
    await eventually(async () => expect((await rider.get('/api/users/me')).status).toBe(200));
  });
});

describe('A client that asks and does not read', () => {
  it('is cut off after a while', async () => {
    const service = await Service.start('unread', { HTTP_SILENCE_MS: '500' });
    try {
      const rider = await Rider.register(service.url);
      const message = 'x'.repeat(100_000);
      for (let count = 0; count < 200; count++) await rider.post('/api/streams/large/messages', { message });
      const head = ['GET /api/streams/large/messages?count=1000 HTTP/1.1', 'Host: x', `X-API-Key: ${rider.key}`];
      const socket = await openTo(service.url, `${head.join('\r\n')}\r\n\r\n`);
      await once(socket, 'readable');
      await pause(3_000);
      const { body } = await untilEnded(socket, PATIENCE);
      expect(body.length).toBeLessThan(200 * message.length);
    } finally {
      await service.stop();
    }
  });
});

describe('Connections that carry so many requests and no more', () => {
  const EACH = 3;
  let service: Service;
  let rider: Rider;

  beforeAll(async () => {
    service = await Service.start('requests-per-connection', { HTTP_REQUESTS_PER_CONNECTION: String(EACH) });
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  it('are closed with the last answer, and what was asked behind it was not done', async () => {
    await rider.post('/api/streams/create', { streamName: 'in-a-row' });
    const post = (message: string): string => {
      const body = JSON.stringify({ message });
      const head = ['POST /api/streams/in-a-row/messages HTTP/1.1', 'Host: x', 'Content-Type: application/json'];
      return [...head, `X-API-Key: ${rider.key}`, `Content-Length: ${body.length}`, '', body].join('\r\n');
    };
    const socket = await openTo(service.url, ['1', '2', '3', '4', '5'].map(post).join(''));
    const { bytes } = await untilEnded(socket, PATIENCE);
    const answers = bytes.split(/(?=HTTP\/1\.1 )/);
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(Array(EACH).fill('HTTP/1.1 200'));
    expect(answers.map((answer) => /^connection: close/im.test(answer))).toEqual([false, false, true]);
    const kept = await rider.get<{ messages: { data: { message: string } }[] }>('/api/streams/in-a-row/messages');
    expect(kept.body.messages.map(({ data }) => data.message)).toEqual(['1', '2', '3']);
  });

  it('are closed by an event stream too, when it was the last that was asked', async () => {
    await rider.post('/api/streams/create', { streamName: 'last' });
    const get = (path: string): string =>
      [`GET ${path} HTTP/1.1`, 'Host: x', `X-API-Key: ${rider.key}`, '', ''].join('\r\n');
    const socket = await openTo(
      service.url,
      get('/health/live') + get('/health/live') + get('/api/streams/last/listen'),
    );
    const ended = untilEnded(socket, PATIENCE);
    let came = '';
    socket.on('data', (part: Buffer) => (came += part.toString()));
    await eventually(() => expect(came).toContain('connected'));
    await rider.call('DELETE', '/api/streams/last');
    const { bytes } = await ended;
    expect(bytes).toContain('stream_deleted');
    expect(bytes).toMatch(/connection: close\r\n/i);
  });

  it('lose no answer of a client that opens another then', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => rider.get('/api/users/me')));
    for (let count = 0; count < 20; count++) answers.push(await rider.get('/api/users/me'));
    expect(answers.map(({ status }) => status)).toEqual(Array(70).fill(200));
  });
});
