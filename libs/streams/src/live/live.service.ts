import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

import { asUnavailable, NotFoundError, type Principal, reasonOf } from '#platform';

import { StreamAudience } from '../stream-audience';
import { type StreamHandle } from '../stream-handle';
import { StreamReader } from '../stream-reader';
import { StreamsService } from '../streams.service';
import { EventStream } from './event-stream';
import { LiveHub } from './live-hub';
import { StreamViewer } from './stream-viewer';
import { Viewers } from './viewers';

/** A stream made this recently is followed from its beginning by those who watch all. */
const NEW_FOR = 10_000;
const ASKED_AGAIN_AFTER = 1_000;
const WARN_EVERY = 1_000;

/** Opens event streams for viewers, and ends them when the stream goes or may no longer be seen. */
@Injectable()
export class LiveService {
  private readonly logger = new Logger(LiveService.name);
  private warnedAt = 0;

  constructor(
    private readonly hub: LiveHub,
    private readonly reader: StreamReader,
    private readonly streams: StreamsService,
    private readonly audience: StreamAudience,
    private readonly viewers: Viewers,
  ) {}

  /** Answers with the live events of one stream; resumes after `lastEventId` with nothing missed. */
  async listen(
    principal: Principal,
    { name, id: streamId }: StreamHandle,
    reply: FastifyReply,
    lastEventId: string | null,
  ): Promise<void> {
    let output: EventStream | null = null;
    const onRemoved = (): void => {
      output?.sendData({ type: 'stream_deleted', streamName: name });
      output?.end();
    };
    const viewing = { name, streamId, viewerId: principal.userId, kind: 'listen' as const };
    const viewer = new StreamViewer(viewing, { onRemoved, onForbidden: () => output?.end() }, lastEventId);
    await this.attach(viewer);
    if (viewer.isOver) throw NotFoundError.of('Stream');
    output = this.open(principal, reply, () => void viewer.stop());
    output.sendData({ type: 'connected', streamName: name });
    await this.guarded(output, () => viewer.follow(output, this.reader));
  }

  /** The same over all streams that the caller may see, also those that appear later. */
  async listenAll(principal: Principal, reply: FastifyReply, lastEventId: string | null): Promise<void> {
    const watched = new Map<string, StreamViewer>();
    let output: EventStream | null = null;
    const leave = (name: string): void => {
      void watched.get(name)?.stop();
      watched.delete(name);
    };
    const join = async ({ id: streamId, name }: StreamHandle, resumeAfter: string | null): Promise<StreamViewer> => {
      const callbacks = {
        onRemoved: () => {
          output?.sendData({ type: 'stream_deleted', streamName: name, stream: name });
          leave(name);
        },
        onForbidden: () => leave(name),
      };
      const viewing = { name, streamId, viewerId: principal.userId, kind: 'listenAll' as const };
      const viewer = new StreamViewer(viewing, callbacks, resumeAfter);
      watched.set(name, viewer);
      try {
        await this.attach(viewer);
      } catch (error) {
        if (watched.get(name) === viewer) watched.delete(name);
        throw error;
      }
      return viewer;
    };
    const appear = (to: EventStream, name: string, announcedAt: number): Promise<void> =>
      this.guarded(to, async () => {
        const viewer = await this.untilGone(to, async () => {
          const stream = await this.visible(principal, name);
          if (!stream || to.closed || watched.has(name)) return null;
          return join(stream, announcedAt - stream.createdAt < NEW_FOR ? '0-0' : null);
        });
        if (viewer) await this.untilGone(to, () => viewer.follow(to, this.reader));
      });
    /** What was announced while they are let in. */
    const early: ((to: EventStream) => void)[] = [];

    const silence = await this.hub.onAnnouncement((name) => {
      const announcedAt = Date.now();
      if (output) void appear(output, name, announcedAt);
      else early.push((to) => void appear(to, name, announcedAt));
    });
    try {
      for (const name of await this.streams.visibleNames(principal.userId)) {
        const stream = await this.visible(principal, name);
        if (stream) await join(stream, lastEventId);
      }
    } catch (error) {
      silence();
      [...watched.keys()].forEach(leave);
      throw error;
    }
    output = this.open(principal, reply, () => {
      silence();
      [...watched.keys()].forEach(leave);
    });
    output.sendData({ type: 'connected', streamName: 'all' });
    for (const show of early) show(output);
    await this.guarded(output, async () => {
      for (const viewer of [...watched.values()]) await viewer.follow(output, this.reader);
    });
  }

  private open(principal: Principal, reply: FastifyReply, onClose: () => void): EventStream {
    const output = new EventStream(reply);
    output.onClose(onClose);
    this.viewers.add(output, principal);
    return output;
  }

  /** The stream while the caller may see it; when Redis cannot be asked, an error: nobody is thrown out for that. */
  private async visible(principal: Principal, name: string): Promise<StreamHandle | null> {
    try {
      return await this.streams.visible(principal, name);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  private async attach(viewer: StreamViewer): Promise<void> {
    try {
      await viewer.attach(this.hub, this.audience);
    } catch (error) {
      await viewer.stop();
      throw error;
    }
    if (viewer.isOver) await viewer.stop();
  }

  /** The answer has begun: a failure can only end it, and the viewer resumes. */
  private async guarded(output: EventStream, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.warn(error);
      output.end(2_000);
    }
  }

  /** Does what Redis is needed for; while it cannot be reached, again until it is done or the viewer has left. */
  private async untilGone<T>(output: EventStream, work: () => Promise<T>): Promise<T | null> {
    while (!output.closed) {
      try {
        return await work();
      } catch (error) {
        if (!asUnavailable(error)) throw error;
        this.warn(error);
        await sleep(ASKED_AGAIN_AFTER, undefined, { ref: false });
      }
    }
    return null;
  }

  /** A thousand viewers who meet the same outage are one line. */
  private warn(error: unknown): void {
    if (Date.now() - this.warnedAt < WARN_EVERY) return;
    this.warnedAt = Date.now();
    this.logger.warn(`an event stream failed: ${reasonOf(error)}`);
  }
}
