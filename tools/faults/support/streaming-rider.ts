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

/** What leaves for the API at once. */
export interface Batch {
  points: readonly SimulatedPoint[];
  asMessage: boolean;
}

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
  /** The whole ride, in the requests that it goes in. */
  readonly batches: readonly Batch[];
  private readonly sender: Sender;
  private next = 0;

  constructor(
    readonly rider: Rider,
    readonly workout: { id: string; streamName: string },
    place: number,
    private readonly tally: Tally,
    private readonly downtime: Downtime,
    points: readonly SimulatedPoint[] = longRide(place),
  ) {
    this.batches = inTurn(points, place);
    // Programs send a key, people's browsers an access token.
    this.sender = new Sender(rider.url, place % 2 === 0 ? rider.credentials : this.bearer, LIMIT_MS);
  }

  private get bearer(): Record<string, string> {
    return { authorization: `Bearer ${this.rider.accessToken}` };
  }

  get finished(): boolean {
    return this.next >= this.batches.length;
  }

  /** Sends the next points of the ride in one request. */
  async sendNext({ resend, signal }: RideOptions): Promise<void> {
    const batch = this.batches[this.next++];
    if (!batch) return;
    for (const started = Date.now(); !(await this.send(batch)) && resend && !signal.aborted;) {
      if (Date.now() - started > GIVE_UP_AFTER_MS)
        throw new Error(`${this.workout.streamName} was refused for ${GIVE_UP_AFTER_MS / 1000} s`);
      await pause(RESEND_AFTER_MS);
    }
  }

  /**
   * Sends one request, once.
   * @returns whether it was acknowledged
   */
  async send({ points, asMessage }: Batch): Promise<boolean> {
    const path = `/api/streams/${this.workout.streamName}`;
    const from = Date.now();
    for (const point of points) this.sent.set(point.timestamp, point);
    const outcome = asMessage
      ? await this.sender.post(`${path}/messages`, { message: JSON.stringify(points[0]) })
      : await this.sender.post(`${path}/points`, { points });
    if (outcome.kind === 'nobody') {
      this.tally.nobody += 1;
      return false;
    }
    if (outcome.kind === 'unanswered') {
      if (this.downtime.excuses(from, Date.now())) this.tally.cutByKill += 1;
      else this.tally.unanswered.push(outcome.reason);
      return false;
    }
    const { status, body, retryAfter } = outcome;
    if (status === 200) {
      if (!asMessage && !countsAll(body, points.length)) this.tally.countStrange(status, body);
      for (const { timestamp } of points) this.acknowledged.add(timestamp);
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

/** A request is taken as a whole: each of its points is new, or was there before. */
function countsAll(body: string, points: number): boolean {
  const { accepted, duplicates } = JSON.parse(body) as { accepted: number; duplicates: number };
  return accepted + duplicates === points;
}

const longRide = (place: number): SimulatedPoint[] =>
  simulateRide({ start: Date.now() - 4 * 3_600_000, seconds: 7_200, seed: place + 1 });

/** Cuts a ride into requests of all kinds, beginning with another one for each rider. */
function inTurn(points: readonly SimulatedPoint[], place: number): Batch[] {
  const batches: Batch[] = [];
  for (let next = 0, turn = place; next < points.length; turn += 1) {
    const size = SIZES[turn % SIZES.length] ?? 1;
    const taken = points.slice(next, next + Math.max(1, size));
    batches.push({ points: taken, asMessage: size === 0 });
    next += taken.length;
  }
  return batches;
}
