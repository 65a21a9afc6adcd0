import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Status 0: the connection broke before the answer was there. */
export type OnAnswer = (status: number, body: string) => void;

/**
 * One HTTP connection that stays open and knows no more of HTTP than a generator of load needs: requests are bytes, one
 * at a time, and answers are a status and as many bytes as they announce. Node's own client would take as long as what
 * is measured.
 */
export class Connection {
  private readonly socket: Socket;
  private received: Buffer | null = null;
  private onAnswer: OnAnswer | null = null;
  broken = false;

  private constructor(url: URL) {
    this.socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.socket.on('data', (part) => this.take(part));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.lose());
  }

  /** @throws Error when nobody listens there */
  static async open(url: string): Promise<Connection> {
    const connection = new Connection(new URL(url));
    await once(connection.socket, 'connect');
    return connection;
  }

  static openAll(url: string, count: number): Promise<Connection[]> {
    return Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  }

  /** Only when the answer to the request before is there. */
  send(request: Buffer | string, onAnswer: OnAnswer): void {
    if (this.broken) return onAnswer(0, '');
    this.onAnswer = onAnswer;
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(part: Buffer): void {
    const bytes = this.received ? Buffer.concat([this.received, part]) : part;
    this.received = bytes;
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = bytes.toString('latin1', 0, headEnd);
    const length = LENGTH.exec(head)?.[1];
    if (length === undefined) {
      this.socket.destroy(new Error('an answer that announces no length'));
      return;
    }
    const bodyStart = headEnd + HEAD_END.length;
    if (bytes.length < bodyStart + Number(length)) return;
    this.received = null;
    const { onAnswer } = this;
    this.onAnswer = null;
    onAnswer?.(Number(head.slice(9, 12)), bytes.toString('latin1', bodyStart));
  }

  private lose(): void {
    this.broken = true;
    const { onAnswer } = this;
    this.onAnswer = null;
    onAnswer?.(0, '');
  }
}
