import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { GracefulShutdown, hasExpired, Instruments, type Principal, Revocations } from '#platform';

import { type EventStream, HEARTBEAT_EVERY } from './event-stream';
import { LiveHub } from './live-hub';

/** Come back soon, but not all at once. */
const retryAfter = (): number => 1_000 + Math.floor(Math.random() * 4_000);
const TICK = 2_500;

interface Viewer {
  principal: Principal;
  /** The last heartbeat, unix ms. */
  last: number;
}

/**
 * Every open event stream of this process: one timer for all heartbeats, and their end when the process stops, or when the
 * credential that opened them has expired or is revoked.
 */
@Injectable()
export class Viewers implements OnModuleDestroy {
  private readonly open = new Map<EventStream, Viewer>();
  private readonly timer = setInterval(() => this.tick(), TICK).unref();

  private readonly dropped;

  constructor(
    shutdown: GracefulShutdown,
    instruments: Instruments,
    private readonly revocations: Revocations,
    hub: LiveHub,
  ) {
    instruments.gauge('bpt_viewers', 'Event streams that are open', [], (gauge) => gauge.set(this.count));
    instruments.gauge('bpt_live_streams', 'Streams that somebody here watches', [], (gauge) =>
      gauge.set(hub.load.streams),
    );
    instruments.gauge('bpt_live_listeners', 'Places of viewers in streams', [], (gauge) =>
      gauge.set(hub.load.listeners),
    );
    this.dropped = instruments.counter('bpt_viewers_dropped_total', 'Viewers given up because they did not read');
    shutdown.register('viewers', 'event streams', () => this.endAll());
    revocations.onRevoked((credential) => this.endWhere((principal) => principal.credential === credential));
    revocations.onGap(() => [...this.open.values()].map(({ principal }) => principal));
  }

  get count(): number {
    return this.open.size;
  }

  add(stream: EventStream, principal: Principal): void {
    if (stream.closed) return;
    this.open.set(stream, { principal, last: Date.now() });
    stream.onClose(() => {
      this.open.delete(stream);
      if (stream.dropped) this.dropped.inc();
    });
    // Revoked between the guard and here.
    if (this.revocations.has(principal.credential)) stream.end();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.endAll();
  }

  private endAll(): void {
    for (const stream of [...this.open.keys()]) stream.end(retryAfter());
  }

  private endWhere(isOver: (principal: Principal) => boolean): void {
    for (const [stream, { principal }] of [...this.open]) if (isOver(principal)) stream.end();
  }

  private tick(): void {
    this.endWhere(hasExpired);
    const now = Date.now();
    for (const [stream, viewer] of this.open) {
      if (now - viewer.last < HEARTBEAT_EVERY - TICK / 2) continue;
      viewer.last = now;
      stream.heartbeat();
    }
  }
}
