import { resolve } from 'node:path';
import { type Transferable } from 'node:worker_threads';

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';

import { UnavailableError } from '#platform';

const TIME_LIMIT = 10_000;
const QUEUE_LIMIT = 256;
/** Threads need compiled code, also when the program around them runs from source. */
const THREAD = __filename.endsWith('.ts')
  ? resolve('dist/libs/workouts/src/analysis/ride-thread.js')
  : resolve(__dirname, 'ride-thread.js');

/** Threads for what would hold the event loop; they start when the first long ride comes. */
@Injectable()
export class RideThreads implements OnApplicationShutdown {
  private pool: Piscina | undefined;

  /**
   * Runs one of the functions of ride-thread.
   * @param given buffers and ports that the thread gets for itself, instead of a copy
   * @returns null when it took longer than 10 s: then its thread is ended
   * @throws UnavailableError when too many are waiting already
   */
  async run<Outcome>(name: string, task: unknown, given: Transferable[]): Promise<Outcome | null> {
    this.pool ??= new Piscina({ filename: THREAD, maxThreads: 2, maxQueue: QUEUE_LIMIT, idleTimeout: 30_000 });
    if (this.pool.queueSize >= QUEUE_LIMIT) {
      throw new UnavailableError('ANALYSIS_BUSY', 'Too many rides are being computed right now, please try again', 10);
    }
    const signal = AbortSignal.timeout(TIME_LIMIT * (1 + this.pool.queueSize));
    try {
      return (await this.pool.run(task, { name, signal, transferList: given })) as Outcome;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }
}

export const tookTooLong = (): UnavailableError =>
  new UnavailableError('ANALYSIS_BUSY', 'This ride takes too long to compute right now, please try again', 30);
