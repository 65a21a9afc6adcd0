import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

import { type WireRequest } from '../requests/fill-in';

const PATIENCE_MS = 20_000;
const BODILESS = ['GET', 'HEAD'];
const END_OF_EVENT = '\n\n';
/** Whoever lies about these leaves a connection behind on which nobody knows where the next request begins. */
const MUDDLING = ['content-length', 'transfer-encoding', 'connection', 'expect', 'upgrade'];

export interface WireAnswer {
  status: number;
  contentType: string | null;
  retryAfter: string | null;
  text: string;
  milliseconds: number;
}

/** Sends requests as they are, on connections that stay open; of an event stream it reads the first event. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  /** @throws Error when there is no whole answer: the connection was cut, or nothing came in time */
  async send(wire: WireRequest): Promise<WireAnswer> {
    try {
      return await this.exchange(wire);
    } catch (error) {
      // What comes after the length that a request says is no part of it, and may be cut off while it is written.
      if (!isLongerThanItSays(wire)) throw error;
      return this.exchange({ ...wire, body: null });
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async exchange(wire: WireRequest): Promise<WireAnswer> {
    const started = performance.now();
    const sent = this.open(wire);
    const [answer] = (await once(sent, 'response').catch((error: unknown) => {
      // The other side may have closed a connection while nothing was on it.
      if (sent.reusedSocket && (error as { code?: string }).code === 'ECONNRESET') return this.again(wire);
      throw error;
    })) as [IncomingMessage];
    sent.on('error', () => undefined);
    const { statusCode: status = 0, headers } = answer;
    const isEvents = headers['content-type']?.startsWith('text/event-stream') ?? false;
    let text = '';
    for await (const part of answer.setEncoding('utf8') as AsyncIterable<string>) {
      text += part;
      if (isEvents && text.includes(END_OF_EVENT)) break;
    }
    const { 'content-type': contentType = null, 'retry-after': retryAfter = null } = headers;
    return { status, contentType, retryAfter, text, milliseconds: performance.now() - started };
  }

  private again(wire: WireRequest): Promise<unknown[]> {
    return once(this.open(wire, false), 'response');
  }

  private open({ method, target, headers, body }: WireRequest, agent: Agent | false = this.agent): ClientRequest {
    const { hostname, port } = new URL(this.url);
    const given = headers.map(([name]) => name.toLowerCase());
    const sized =
      (body !== null || !BODILESS.includes(method)) &&
      !given.some((name) => /^(content-length|transfer-encoding)$/.test(name));
    const all = [
      ...(given.includes('host') ? [] : ['host', `${hostname}:${port}`]),
      ...headers.flat(),
      ...(sized ? ['content-length', String(body?.length ?? 0)] : []),
    ];
    const sent = request({
      agent: given.some((name) => MUDDLING.includes(name)) ? false : agent,
      ...{ hostname, port, method, path: target, headers: all },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return sent.end(body ?? undefined);
  }
}

const isLongerThanItSays = ({ headers, body }: WireRequest): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === 'content-length' && Number(value) < (body?.length ?? 0));
