import { setTimeout as pause } from 'node:timers/promises';

import { eventually, Events, type ServerEvent } from '#testing';

import { type StreamingRider } from './streaming-rider';

/** Longer than a connection of a program may be silent before it is given up. */
const SEEN_WITHIN_MS = 20_000;
const COME_BACK_AFTER_MS = 100;

/** Somebody who watches a ride, and comes back whenever the event stream ends, asking for what they missed. */
export class Viewer {
  /** Timestamps of the points seen, in the order in which they came. */
  readonly seen: number[] = [];
  /** How often an event stream that had begun came to its end. */
  ends = 0;
  /** How often that end said when to come back. */
  told = 0;
  private lastId: string | undefined;
  private open: Events | undefined;
  private leaving = false;

  private constructor(private readonly ride: StreamingRider) {}

  /** Settles when the first event has come. */
  static async of(ride: StreamingRider): Promise<Viewer> {
    const viewer = new Viewer(ride);
    await viewer.come();
    void viewer.stay();
    return viewer;
  }

  /** Expects that every point of the ride came, once and in order, though it may take a moment. */
  async expectEverything(): Promise<void> {
    const ridden = [...this.ride.acknowledged].sort((left, right) => left - right);
    await eventually(() => expect(this.seen.length).toBeGreaterThanOrEqual(ridden.length), {
      timeoutMs: SEEN_WITHIN_MS,
    });
    expect(this.seen).toEqual(ridden);
  }

  leave(): void {
    this.leaving = true;
    this.open?.close();
  }

  private async come(): Promise<void> {
    const { rider, workout } = this.ride;
    const headers: Record<string, string> = this.lastId === undefined ? {} : { 'last-event-id': this.lastId };
    this.open = await Events.open(`${rider.url}/api/streams/${workout.streamName}/listen`, {
      ...rider.credentials,
      ...headers,
    });
  }

  private async stay(): Promise<void> {
    for (; !this.leaving; await this.come().catch(() => pause(COME_BACK_AFTER_MS))) {
      const { open } = this;
      if (!open) continue;
      while (!open.ended) {
        await pause(20);
        open.events.splice(0).forEach((event) => this.take(event));
      }
      open.events.splice(0).forEach((event) => this.take(event));
      this.ends += 1;
      if (open.retry !== undefined) this.told += 1;
      this.open = undefined;
    }
  }

  private take({ id, data }: ServerEvent): void {
    if (data.type !== 'message') return;
    this.lastId = id;
    this.seen.push((JSON.parse(data.data?.message ?? '{}') as { timestamp: number }).timestamp);
  }
}
