import { Agent, request } from 'node:http';

import { type WireRequest } from '../requests/fill-in';

const PATIENCE_MS = 20_000;
const BODILESS = ['GET', 'HEAD'];
const EVENTS_PATIENCE_MS = 5_000;

export interface WireAnswer {
  status: number;
  contentType: string | null;
  retryAfter: string | null;
  text: string;
  milliseconds: number;
}

/** Sends requests as they are, on connections that stay open; of an event stream it reads the first event. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(private readonly url: string) {}

  /** @throws Error when there is no whole answer: the connection was cut, or nothing came in time */
  send({ method, target, headers, body }: WireRequest): Promise<WireAnswer> {
    const { hostname, port } = new URL(this.url);
    const started = performance.now();
    const flat = headers.flatMap(([name, value]) => [name, value]);
    const length = headers.some(([name]) => /^(content-length|transfer-encoding)$/.test(name));
    const sized = body !== null || !BODILESS.includes(method);
    const withLength = sized && !length ? [...flat, 'content-length', String(body?.length ?? 0)] : flat;
    const named = headers.some(([name]) => name === 'host')
      ? withLength
      : ['host', `${hostname}:${port}`, ...withLength];
    return new Promise((resolve, reject) => {
      const sent = request({ agent: this.agent, hostname, port, method, path: target, headers: named });
      const fail = (error: Error): void => {
        sent.destroy();
        reject(error);
      };
      const patience = setTimeout(() => fail(new Error(`no whole answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
      sent.once('error', fail);
      sent.once('close', () => clearTimeout(patience));
      sent.once('response', (answer) => {
        const parts: Buffer[] = [];
        const { statusCode = 0, headers: given } = answer;
        const done = (): void => {
          clearTimeout(patience);
          resolve({
            status: statusCode,
            contentType: given['content-type'] ?? null,
            retryAfter: given['retry-after'] ?? null,
            text: Buffer.concat(parts).toString(),
            milliseconds: performance.now() - started,
          });
        };
        const isEvents = given['content-type']?.startsWith('text/event-stream') ?? false;
        const enough = (): void => {
          answer.removeAllListeners('error').on('error', () => undefined);
          sent.removeAllListeners('error').on('error', () => undefined);
          done();
          answer.destroy();
        };
        if (isEvents) setTimeout(() => fail(new Error('no event came')), EVENTS_PATIENCE_MS).unref();
        answer.on('data', (part: Buffer) => {
          parts.push(part);
          if (isEvents && part.includes('\n\n')) enough();
        });
        answer.once('end', done);
        answer.once('error', fail);
        if (isEvents && method === 'HEAD') enough();
      });
      sent.end(body ?? undefined);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
