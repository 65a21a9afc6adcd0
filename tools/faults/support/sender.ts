import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

/** How one request ended. */
export type Outcome =
  | { kind: 'answered'; status: number; body: string; retryAfter: string | undefined }
  /** Nobody took the connection: the request never left. */
  | { kind: 'nobody' }
  /** It left, and no answer came: the connection died, or the time was up. */
  | { kind: 'unanswered'; reason: string };

/** Sends requests on connections that stay open, as an app on a handlebar does, and waits for each so long and no longer. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
    private readonly limitMs: number,
  ) {}

  post(path: string, body: object): Promise<Outcome> {
    return new Promise((resolve) => {
      const text = JSON.stringify(body);
      const headers = {
        ...this.headers,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
      };
      const asked = request(`${this.url}${path}`, { agent: this.agent, method: 'POST', headers }, (answer) => {
        void readText(answer).then(
          (received) =>
            end({
              kind: 'answered',
              status: answer.statusCode ?? 0,
              body: received,
              retryAfter: answer.headers['retry-after'],
            }),
          (error: unknown) => end({ kind: 'unanswered', reason: String(error) }),
        );
      });
      const timer = setTimeout(() => {
        end({ kind: 'unanswered', reason: `no answer within ${this.limitMs} ms` });
        asked.destroy();
      }, this.limitMs);
      const end = (outcome: Outcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      asked.once('error', (error: NodeJS.ErrnoException) => {
        const never = error.code === 'ECONNREFUSED' || (error.syscall === 'connect' && !sent(asked));
        end(never ? { kind: 'nobody' } : { kind: 'unanswered', reason: `${error.code ?? error.message}` });
      });
      asked.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

const sent = (asked: ClientRequest): boolean => (asked.socket?.bytesWritten ?? 0) > 0;

async function readText(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
