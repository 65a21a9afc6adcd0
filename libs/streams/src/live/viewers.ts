import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { GracefulShutdown, Instruments } from '#platform';

import { type EventStream, HEARTBEAT_EVERY } from './event-stream';

/** Come back soon, but not all at once. */
const retryAfter = (): number => 1_000 + Math.floor(Math.random() * 4_000);
const TICK = 5_000;

/** Every open event stream of this process: one timer for all heartbeats, and their end when the process stops. */
@Injectable()
export class Viewers implements OnModuleDestroy {
  private readonly open = new Map<EventStream, number>();
  private readonly timer = setInterval(() => this.tick(), TICK).unref();

  private readonly dropped;

  constructor(shutdown: GracefulShutdown, instruments: Instruments) {
    instruments.gauge('bpt_viewers', 'Event streams that are open', [], (gauge) => gauge.set(this.count));
    this.dropped = instruments.counter('bpt_viewers_dropped_total', 'Viewers given up because they did not read');
    shutdown.register('viewers', 'event streams', () => this.endAll());
  }

  get count(): number {
    return this.open.size;
  }

  add(stream: EventStream): void {
    if (stream.closed) return;
    this.open.set(stream, Date.now());
    stream.onClose(() => {
      this.open.delete(stream);
      if (stream.dropped) this.dropped.inc();
    });
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.endAll();
  }

  private endAll(): void {
    for (const stream of [...this.open.keys()]) stream.end(retryAfter());
  }

  private tick(): void {
    const now = Date.now();
    for (const [stream, last] of this.open) {
      if (now - last < HEARTBEAT_EVERY - TICK / 2) continue;
      this.open.set(stream, now);
      stream.heartbeat();
    }
  }
}
