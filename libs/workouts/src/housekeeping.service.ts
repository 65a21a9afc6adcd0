import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { CONFIG, type Config, GracefulShutdown, InvalidError, reasonOf } from '#platform';

import { AbandonedWorkouts } from './abandoned-workouts.service';
import { TelemetryStore } from './telemetry/telemetry-store';
import { UnattendedWorkouts } from './unattended-workouts.service';
import { WorkoutCompletion } from './workout-completion.service';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { type WorkoutRecord, WorkoutsService } from './workouts.service';

const EVERY = 30_000;
/** Sooner after a start: whoever died before us may have left something. */
const FIRST_AFTER = 10_000;
/** A completion that began this long ago and is not over has died. */
const COMPLETION_LIMIT = 120_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT_ONCE = 50;

/**
 * In the worker: finishes what processes that died have left undone, and removes for good what was deleted long ago.
 * Every step may run in several workers at once and may be repeated.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  private readonly logger = new Logger(Housekeeping.name);
  private timers: NodeJS.Timeout[] = [];
  private running: Promise<void> | null = null;

  constructor(
    private readonly workouts: WorkoutsService,
    private readonly unattended: UnattendedWorkouts,
    private readonly completion: WorkoutCompletion,
    private readonly abandoned: AbandonedWorkouts,
    private readonly leftovers: WorkoutLeftovers,
    private readonly store: TelemetryStore,
    private readonly shutdown: GracefulShutdown,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const turn = (): void => {
      this.running ??= this.round().finally(() => (this.running = null));
    };
    this.timers = [setTimeout(turn, FIRST_AFTER), setInterval(turn, EVERY)];
    this.shutdown.register('claiming', 'housekeeping', () => this.timers.forEach(clearTimeout));
    this.shutdown.register('inflight', 'housekeeping', async () => {
      await this.running;
    });
  }

  /** One round of everything; a part that fails does not keep the others from their turn. */
  async round(now = Date.now()): Promise<void> {
    const parts = [
      this.finishCompletions,
      this.completeAbandoned,
      this.clearLeftovers,
      this.purgeDeleted,
      this.removeOrphanedFiles,
    ];
    for (const part of parts) await this.attempt(() => part(now));
  }

  private readonly finishCompletions = async (now: number): Promise<void> => {
    const interrupted = await this.unattended.interruptedCompletions(new Date(now - COMPLETION_LIMIT), AT_ONCE);
    for (const workout of interrupted) {
      await this.complete(workout, workout.abandoned ?? false, 'finished the interrupted completion of workout');
    }
  };

  private readonly completeAbandoned = async (now: number): Promise<void> => {
    const { abandonedAfterHours } = this.config.workouts;
    if (abandonedAfterHours === 0) return;
    for await (const workout of this.abandoned.find(new Date(now - abandonedAfterHours * HOUR), AT_ONCE)) {
      await this.complete(workout, true, `no point for ${abandonedAfterHours} h, completed workout`);
    }
  };

  /** What cannot be completed now is tried again, and does not keep the others from their turn. */
  private async complete({ _id, userId }: WorkoutRecord, abandoned: boolean, story: string): Promise<void> {
    const [owner, id] = [userId.toString(), _id.toString()];
    await this.attempt(async () => {
      try {
        await this.completion.complete(owner, id, { archiveTelemetry: true, abandoned });
        this.logger.log(`${story} ${id}`);
      } catch (error) {
        // Somebody was faster: its rider, or another worker.
        if (!(error instanceof InvalidError && error.code === 'WORKOUT_NOT_ACTIVE')) throw error;
      }
    });
  }

  private readonly clearLeftovers = async (now: number): Promise<void> => {
    for (const workout of await this.unattended.withLeftovers(new Date(now - COMPLETION_LIMIT), AT_ONCE)) {
      await this.attempt(() => this.leftovers.clear(workout));
    }
  };

  private readonly purgeDeleted = async (now: number): Promise<void> => {
    const before = new Date(now - this.config.workouts.purgeAfterDays * DAY);
    for (const workout of await this.unattended.deletedBefore(before, AT_ONCE)) {
      await this.store.discard(workout.telemetry);
      await this.unattended.purge(workout);
    }
  };

  private readonly removeOrphanedFiles = async (now: number): Promise<void> => {
    for (const { fileId, userId, workoutId } of await this.store.filesWritten(
      new Date(now - DAY),
      new Date(now - HOUR),
    )) {
      if (!(await this.workouts.refersTo(userId, workoutId, fileId)))
        await this.store.discard({ points: 0, bytes: 0, fileId });
    }
  };

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => this.logger.warn(`left for the next round: ${reasonOf(error)}`));
  }
}
