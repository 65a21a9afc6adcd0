import { resolve } from 'node:path';

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';

import { UnavailableError } from '#platform';

import { type RideOutcome, runRideTask, type RideTask } from './ride-task';

/** Below this the event loop does not notice; above, a thread does the work. */
const INLINE_POINTS = 1_000;
const TIME_LIMIT = 60_000;
/** Threads need compiled code, also when the program around them runs from source. */
const THREAD = __filename.endsWith('.ts')
  ? resolve('dist/libs/workouts/src/analysis/ride-thread.js')
  : resolve(__dirname, 'ride-thread.js');

/** Computes what a ride comes to, off the event loop when it takes long. */
@Injectable()
export class RideAnalyzer implements OnApplicationShutdown {
  private pool: Piscina<RideTask, RideOutcome> | undefined;

  /** @throws UnavailableError when too many rides are waiting already, or this one takes too long */
  async run(task: RideTask): Promise<RideOutcome> {
    if (task.columns.timestamps.length <= INLINE_POINTS) return runRideTask(task);
    this.pool ??= new Piscina<RideTask, RideOutcome>({
      filename: THREAD,
      maxThreads: 2,
      maxQueue: 256,
      idleTimeout: 30_000,
    });
    try {
      return await this.pool.run(task, { signal: AbortSignal.timeout(TIME_LIMIT) });
    } catch (error) {
      if (!(error instanceof Error) || !/abort|queue/i.test(`${error.name} ${error.message}`)) throw error;
      throw new UnavailableError('ANALYSIS_BUSY', 'Too much is being computed right now, please try again', 10);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }
}
