import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { CONFIG, type Config, GracefulShutdown } from '#platform';

import { TelemetryStore } from './telemetry/telemetry-store';
import { WorkoutCompletion } from './workout-completion.service';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { WorkoutsService } from './workouts.service';

const EVERY = 30_000;
/** A completion that began this long ago and is not over has died. */
const COMPLETION_LIMIT = 120_000;
const ORPHAN_AGE = 3_600_000;
const DAY = 86_400_000;
const AT_ONCE = 50;

/**
 * In the worker: finishes what processes that died have left undone, and removes for good what was deleted long ago.
 * Every step may run in several workers at once and may be repeated.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  private readonly logger = new Logger(Housekeeping.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;

  constructor(
    private readonly workouts: WorkoutsService,
    private readonly completion: WorkoutCompletion,
    private readonly leftovers: WorkoutLeftovers,
    private readonly store: TelemetryStore,
    private readonly shutdown: GracefulShutdown,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => (this.running = null));
    }, EVERY);
    this.shutdown.register('claiming', 'housekeeping', () => clearInterval(this.timer));
    this.shutdown.register('inflight', 'housekeeping', async () => {
      await this.running;
    });
  }

  /** One round of everything; a failing part does not keep the others from their turn. */
  async round(now = Date.now()): Promise<void> {
    const parts = [this.finishCompletions, this.clearLeftovers, this.purgeDeleted, this.removeOrphanedFiles];
    for (const part of parts) {
      await part(now).catch((error: unknown) => this.logger.warn(`left for the next round: ${String(error)}`));
    }
  }

  private readonly finishCompletions = async (now: number): Promise<void> => {
    for (const { _id, userId } of await this.workouts.interruptedCompletions(
      new Date(now - COMPLETION_LIMIT),
      AT_ONCE,
    )) {
      await this.completion.complete(userId.toString(), _id.toString(), { archiveTelemetry: true });
      this.logger.log(`finished the interrupted completion of workout ${_id.toString()}`);
    }
  };

  private readonly clearLeftovers = async (now: number): Promise<void> => {
    for (const workout of await this.workouts.withLeftovers(new Date(now - COMPLETION_LIMIT), AT_ONCE)) {
      await this.leftovers.clear(workout);
    }
  };

  private readonly purgeDeleted = async (now: number): Promise<void> => {
    const before = new Date(now - this.config.workouts.purgeAfterDays * DAY);
    for (const { _id, telemetry } of await this.workouts.deletedBefore(before, AT_ONCE)) {
      await this.store.discard(telemetry);
      await this.workouts.purge(_id);
    }
  };

  private readonly removeOrphanedFiles = async (now: number): Promise<void> => {
    for (const { fileId, workoutId } of await this.store.filesWritten(
      new Date(now - 24 * ORPHAN_AGE),
      new Date(now - ORPHAN_AGE),
    )) {
      if (!(await this.workouts.refersTo(workoutId, fileId))) await this.store.discard({ points: 0, bytes: 0, fileId });
    }
  };
}
