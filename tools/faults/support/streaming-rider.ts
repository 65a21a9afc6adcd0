import { setTimeout as pause } from 'node:timers/promises';

import { type Rider, type SimulatedPoint, simulateRide } from '#testing';

import { type Downtime } from './downtime';
import { Sender } from './sender';
import { type Tally } from './tally';

/** A request must be answered within this, whatever is the matter with the servers behind. */
const LIMIT_MS = 30_000;
const RESEND_AFTER_MS = 200;
/** Longer than any fault: a rider who is refused for so long is told that the service is broken. */
const GIVE_UP_AFTER_MS = 180_000;
/** Points of the batches that are sent in turn; 0 stands for one point as a message, as the existing app sends it. */
const SIZES = [0, 5, 1, 0, 12, 3];

export interface RideOptions {
  /** Send what was not acknowledged again, until it is. */
  resend: boolean;
  /** Ends the resending: there is no point any more. */
  signal: AbortSignal;
}

/** One rider who streams a ride, and remembers what was said of each of its points. */
export class StreamingRider {
  /** By timestamp: every point that left for the API. */
  readonly sent = new Map<number, SimulatedPoint>();
  /** Timestamps of the points that got a 2xx. */
  readonly acknowledged = new Set<number>();
  private readonly points: SimulatedPoint[];
  private readonly sender: Sender;
  private next = 0;
  private requests: number;

  constructor(
    readonly rider: Rider,
    readonly workout: { id: string; streamName: string },
    place: number,
    private readonly tally: Tally,
    private readonly downtime: Downtime,
    points?: SimulatedPoint[],
  ) {
    this.requests = place;
    this.points = points ?? simulateRide({ start: Date.now() - 4 * 3_600_000, seconds: 7_200, seed: place + 1 });
    // Programs send a key, people's browsers an access token.
    const headers = place % 2 === 0 ? rider.credentials : { authorization: `Bearer ${rider.accessToken}` };
    this.sender = new Sender(rider.url, headers, LIMIT_MS);
  }

  get finished(): boolean {
    return this.next >= this.points.length;
  }

  /** Sends the next points of the ride in one request. */
  async sendNext({ resend, signal }: RideOptions): Promise<void> {
    const size = SIZES[this.requests++ % SIZES.length] ?? 1;
    const batch = this.points.slice(this.next, this.next + Math.max(1, size));
    this.next += batch.length;
    const asMessage = size === 0;
    for (const started = Date.now(); !(await this.send(batch, asMessage)) && resend && !signal.aborted;) {
      if (Date.now() - started > GIVE_UP_AFTER_MS)
        throw new Error(`${this.workout.streamName} was refused for ${GIVE_UP_AFTER_MS / 1000} s`);
      await pause(RESEND_AFTER_MS);
    }
  }

  /**
   * Sends these points once, in one request.
   * @returns whether they were acknowledged
   */
  async send(batch: readonly SimulatedPoint[], asMessage = false): Promise<boolean> {
    const path = `/api/streams/${this.workout.streamName}`;
    const from = Date.now();
    for (const point of batch) this.sent.set(point.timestamp, point);
    const outcome = asMessage
      ? await this.sender.post(`${path}/messages`, { message: JSON.stringify(batch[0]) })
      : await this.sender.post(`${path}/points`, { points: batch });
    if (outcome.kind === 'nobody') {
      this.tally.nobody += 1;
      return false;
    }
    if (outcome.kind === 'unanswered') {
      if (this.downtime.covers(from, Date.now())) this.tally.cutByKill += 1;
      else this.tally.unanswered.push(outcome.reason);
      return false;
    }
    const { status, body, retryAfter } = outcome;
    if (status === 200) {
      for (const { timestamp } of batch) this.acknowledged.add(timestamp);
      this.tally.acknowledgedRequests += 1;
      return true;
    }
    if (status === 503) this.tally.countRefusal(body, retryAfter);
    else this.tally.countStrange(status, body);
    return false;
  }

  close(): void {
    this.sender.close();
  }
}
