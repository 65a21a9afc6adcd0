import { Agent, type IncomingMessage, request } from 'node:http';

/** One client of one program, on one connection that stays open, as that of an app does. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** Milliseconds from the request to the last byte of its answer, which is counted and thrown away. */
  async timed(path: string): Promise<{ milliseconds: number; bytes: number }> {
    const start = performance.now();
    const answer = await this.send('GET', path);
    let bytes = 0;
    for await (const part of answer) bytes += (part as Buffer).length;
    return { milliseconds: performance.now() - start, bytes };
  }

  /** The body of an answer. */
  async bytes(method: string, path: string, body?: object): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of await this.send(method, path, body)) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  async json<Body>(method: string, path: string, body?: object): Promise<Body> {
    return JSON.parse((await this.bytes(method, path, body)).toString()) as Body;
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: object): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { ...this.headers, ...(body && { 'content-type': 'application/json' }) };
      const asked = request(`${this.url}${path}`, { agent: this.agent, method, headers }, (answer) => {
        const { statusCode = 0 } = answer;
        if (statusCode < 300) return resolve(answer);
        answer.resume();
        reject(new Error(`${method} ${path} was answered ${statusCode}`));
      });
      asked.once('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  }
}
