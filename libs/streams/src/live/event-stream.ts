import { Logger } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

/** What may wait unsent for one viewer before we give up on them. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** How long a viewer may leave bytes unread before we give up on them. */
const MAX_STALL = 25_000;
export const HEARTBEAT_EVERY = 15_000;

const logger = new Logger('EventStream');

let leaving: EventStream[] = [];

/** One timer for all who have something to send. */
function leaveTogether(stream: EventStream): void {
  if (leaving.length === 0) {
    setImmediate(() => {
      const streams = leaving;
      leaving = [];
      for (const each of streams) each.flush();
    });
  }
  leaving.push(stream);
}

/**
 * One server-sent events answer; to a HEAD, its headers alone. Nothing is buffered for a viewer who does not read: they are dropped, and resume
 * with Last-Event-ID when they come back.
 */
export class EventStream {
  private readonly closeListeners: (() => void)[] = [];
  private unsent = '';
  private stalledSince: number | null = null;
  closed = false;
  /** Whether it ended because the viewer did not read. */
  dropped = false;

  constructor(private readonly reply: FastifyReply) {
    reply.hijack();
    if (reply.raw.destroyed) this.closed = true;
    if (this.closed) return;
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string | number | string[]>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    if (reply.request.method === 'HEAD') {
      this.closed = true;
      reply.raw.end();
      return;
    }
    reply.raw.on('close', () => this.finish());
    reply.raw.on('error', () => this.finish());
    reply.raw.on('drain', () => (this.stalledSince = null));
    // Sent by themselves, they stay as one string; together with the first frame, as the sixty pieces that they are made of.
    reply.raw.flushHeaders();
  }

  onClose(listener: () => void): void {
    if (this.closed) listener();
    else this.closeListeners.push(listener);
  }

  /** Sends a complete frame, already in the format of server-sent events, at the end of this turn of the event loop. */
  send(frame: string): void {
    if (this.closed) return;
    if (this.unsent === '') leaveTogether(this);
    this.unsent += frame;
  }

  /** Writes what was sent in this turn at once: a batch of points is as many frames, and one write. */
  flush(): void {
    if (this.closed || this.unsent === '') return;
    const frames = this.unsent;
    this.unsent = '';
    const flowing = this.reply.raw.write(frames);
    if (flowing) return;
    this.stalledSince ??= Date.now();
    if (this.reply.raw.writableLength > MAX_UNSENT_BYTES) this.drop();
  }

  sendData(data: object): void {
    this.send(`data: ${JSON.stringify(data)}\n\n`);
  }

  /** Keeps proxies awake, and notices who has stopped reading. */
  heartbeat(): void {
    if (this.stalledSince !== null && Date.now() - this.stalledSince > MAX_STALL) this.drop();
    else this.send(': keep-alive\n\n');
  }

  /** Resolves when what was sent has left, or the viewer is gone. */
  async drained(): Promise<void> {
    this.flush();
    if (this.closed || !this.reply.raw.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.reply.raw.off('drain', done).off('close', done);
        resolve();
      };
      this.reply.raw.on('drain', done).on('close', done);
    });
  }

  /** @param retry milliseconds after which an EventSource should come back */
  end(retry?: number): void {
    this.flush();
    if (this.closed) return;
    if (retry !== undefined) this.reply.raw.write(`retry: ${retry}\n\n`);
    this.reply.raw.end();
    this.finish();
  }

  private drop(): void {
    logger.warn('a viewer does not read, dropped');
    this.dropped = true;
    this.reply.raw.destroy();
    this.finish();
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    for (const listener of this.closeListeners.splice(0)) listener();
  }
}
