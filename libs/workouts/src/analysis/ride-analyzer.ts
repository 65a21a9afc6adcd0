import { resolve } from 'node:path';

import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';

import { UnavailableError } from '#platform';
import { type TelemetryColumns } from '#telemetry';

import { type RideOutcome, runRideTask, type RideTask } from './ride-task';

/** Below both the event loop does not notice; above, a thread does the work. */
const INLINE = { points: 1_000, milliseconds: 3_600_000 };
/** For the curve of every second; and again for the rest without it. */
const TIME_LIMIT = 10_000;
const QUEUE_LIMIT = 256;
/** Threads need compiled code, also when the program around them runs from source. */
const THREAD = __filename.endsWith('.ts')
  ? resolve('dist/libs/workouts/src/analysis/ride-thread.js')
  : resolve(__dirname, 'ride-thread.js');

/** Computes what a ride comes to, off the event loop when it can take long. */
@Injectable()
export class RideAnalyzer implements OnApplicationShutdown {
  private readonly logger = new Logger(RideAnalyzer.name);
  private pool: Piscina<RideTask, RideOutcome> | undefined;

  /**
   * Falls back to the record durations when the whole curve takes too long; the outcome says so.
   * @throws UnavailableError when too many rides are waiting already, or this one takes too long even so
   */
  async run(task: Omit<RideTask, 'everySecond'>): Promise<RideOutcome> {
    if (isSmall(task.parts)) return runRideTask({ ...task, everySecond: true });
    const whole = await this.inThread({ ...task, everySecond: true });
    if (whole) return whole;
    this.logger.warn('the power curve of every second took too long, kept at the record durations');
    const short = await this.inThread({ ...task, everySecond: false });
    if (short) return short;
    throw new UnavailableError('ANALYSIS_BUSY', 'This ride takes too long to compute right now, please try again', 30);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  /** Null when the time was up. */
  private async inThread(task: RideTask): Promise<RideOutcome | null> {
    this.pool ??= new Piscina<RideTask, RideOutcome>({
      filename: THREAD,
      maxThreads: 2,
      maxQueue: QUEUE_LIMIT,
      idleTimeout: 30_000,
    });
    if (this.pool.queueSize >= QUEUE_LIMIT) {
      throw new UnavailableError('ANALYSIS_BUSY', 'Too many rides are being computed right now, please try again', 10);
    }
    const timeLimit = AbortSignal.timeout(TIME_LIMIT * (1 + this.pool.queueSize));
    try {
      return await this.pool.run(task, { signal: timeLimit });
    } catch (error) {
      if (timeLimit.aborted) return null;
      throw error;
    }
  }
}

function isSmall(parts: readonly TelemetryColumns[]): boolean {
  let points = 0;
  let [first, last] = [Infinity, -Infinity];
  for (const { timestamps } of parts) {
    points += timestamps.length;
    if (points > INLINE.points) return false;
    for (const timestamp of timestamps) [first, last] = [Math.min(first, timestamp), Math.max(last, timestamp)];
  }
  return points === 0 || last - first <= INLINE.milliseconds;
}
