import { Global, Injectable, Logger, Module } from '@nestjs/common';

import { Readiness } from '../health/readiness';

/**
 * In this order: `claiming` stops taking new work, `viewers` ends long-lived answers, `inflight` waits for what was
 * begun. Only then does Nest close HTTP, and Redis and MongoDB last of all.
 */
const PHASES = ['claiming', 'viewers', 'inflight'] as const;
export type ShutdownPhase = (typeof PHASES)[number];

/** Whoever has something to end registers it for a phase; within a phase there is no order. */
@Injectable()
export class GracefulShutdown {
  private readonly logger = new Logger('Shutdown');
  private readonly steps: { phase: ShutdownPhase; name: string; step: () => void | Promise<void> }[] = [];
  /** From the first phase on. */
  stopping = false;

  constructor(readiness: Readiness) {
    readiness.register('shutdown', () => (this.stopping ? 'stopping' : null));
  }

  register(phase: ShutdownPhase, name: string, step: () => void | Promise<void>): void {
    this.steps.push({ phase, name, step });
  }

  /** Runs every step once, also when an earlier one fails. */
  async run(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    for (const phase of PHASES) {
      const now = this.steps.filter((step) => step.phase === phase);
      const results = await Promise.allSettled(now.map(async ({ step }) => step()));
      results.forEach((result, index) => {
        if (result.status === 'rejected') this.logger.error(`${now[index]?.name}: ${String(result.reason)}`);
      });
    }
  }
}

@Global()
@Module({ providers: [GracefulShutdown], exports: [GracefulShutdown] })
export class ShutdownModule {}
