import { setTimeout as pause } from 'node:timers/promises';

import { inBatches, type Rider, type SimulatedPoint } from '#testing';

import { Downtime } from './downtime';
import { type RideOptions, StreamingRider } from './streaming-rider';
import { Tally } from './tally';

/** Passwords are hashed at a price: so many register at a time. */
const AT_ONCE = 4;

export type RiderAt = (place: number) => Promise<Rider>;
export type RideOf = (place: number) => readonly SimulatedPoint[];

export interface FleetRide extends Partial<Pick<RideOptions, 'resend'>> {
  /** The faults: the fleet rides until they are over, and until enough was acknowledged. */
  until: Promise<unknown>;
  /** Points of the whole fleet that must be acknowledged. */
  atLeast: number;
  /** Between two requests of a rider while the faults last; afterwards there is none. */
  pauseMs: number;
}

/** Many riders who stream at the same time, each in a workout of their own. */
export class Fleet {
  readonly tally = new Tally();
  readonly downtime = new Downtime();
  readonly riders: StreamingRider[] = [];

  private constructor() {}

  /**
   * Begins a workout for each of so many riders.
   * @param riderAt who has a place in the fleet
   * @param rideOf what the rider at a place of the fleet sends; a ride of two hours if not given
   */
  static async gather(riderAt: RiderAt, size: number, rideOf?: RideOf): Promise<Fleet> {
    const fleet = new Fleet();
    for (const places of inBatches([...Array(size).keys()], AT_ONCE)) {
      fleet.riders.push(
        ...(await Promise.all(places.map(async (place) => fleet.welcome(await riderAt(place), place, rideOf)))),
      );
    }
    return fleet;
  }

  get acknowledged(): number {
    return this.riders.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
  }

  /** Everybody streams, one request after the other; what was not acknowledged is sent again unless `resend` is false. */
  async ride({ until, atLeast, pauseMs, resend = true }: FleetRide): Promise<void> {
    let over = false;
    const failed = new AbortController();
    const each = Math.ceil(atLeast / this.riders.length);
    const faults = until.finally(() => (over = true));
    faults.catch(() => failed.abort());
    const riding = this.riders.map(async (rider) => {
      await pause(Math.random() * pauseMs);
      while (!rider.finished && !failed.signal.aborted && !(over && rider.acknowledged.size >= each)) {
        await rider.sendNext({ resend, signal: failed.signal });
        if (!over) await pause(pauseMs * (0.5 + Math.random()));
      }
    });
    // Where one gives up, nobody goes on.
    for (const ride of riding) ride.catch(() => failed.abort());
    await Promise.all([faults, ...riding]);
  }

  close(): void {
    for (const rider of this.riders) rider.close();
  }

  private async welcome(rider: Rider, place: number, rideOf?: RideOf): Promise<StreamingRider> {
    const answer = await rider.post<{ workout: { id: string; streamName: string } }>('/api/workouts', {});
    if (answer.status !== 201) throw new Error(`cannot begin a workout: ${JSON.stringify(answer.body)}`);
    return new StreamingRider(rider, answer.body.workout, place, this.tally, this.downtime, rideOf?.(place));
  }
}
