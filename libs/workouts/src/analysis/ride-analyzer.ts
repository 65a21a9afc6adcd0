import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

import { Injectable, Logger } from '@nestjs/common';

import { type TelemetryColumns } from '#telemetry';

import { type RideOutcome, runRideTask, type RideTask } from './ride-task';
import { RideThreads, tookTooLong } from './ride-threads';
import { memoryOf } from './stored-points';

/** Below both the event loop does not notice; above, a thread does the work. */
const INLINE = { points: 1_000, milliseconds: 3_600_000 };

/** Computes what a ride comes to, off the event loop when it can take long. */
@Injectable()
export class RideAnalyzer {
  private readonly logger = new Logger(RideAnalyzer.name);

  constructor(private readonly threads: RideThreads) {}

  /**
   * Falls back to the record durations when the curve of every second takes too long; the outcome says so.
   * @param task its parts may be empty afterwards
   * @throws UnavailableError when too many rides are waiting already, or this one takes too long even so
   */
  async run(task: Omit<RideTask, 'everySecond'>): Promise<RideOutcome> {
    if (isSmall(task.parts)) return runRideTask({ ...task, everySecond: true });
    const { port1, port2 } = new MessageChannel();
    let soon: RideOutcome | undefined;
    port1.on('message', (outcome: RideOutcome) => (soon = outcome));
    try {
      const given = [...memoryOf(task.parts), port2];
      const whole = await this.threads.run<RideOutcome>('analyze', { ...task, soon: port2 }, given);
      soon ??= receiveMessageOnPort(port1)?.message as RideOutcome | undefined;
      if (!soon) throw tookTooLong();
      if (whole) return { ...whole, encoded: soon.encoded };
      this.logger.warn('the power curve of every second took too long, kept at the record durations');
      return soon;
    } finally {
      port1.close();
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
