import { setTimeout as pause } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

import { GracefulShutdown, reasonOf } from '#platform';
import { UsersService } from '#users';
import { WorkoutChangedEvent, WorkoutCompletedEvent, WorkoutsService } from '#workouts';

import { MonthMaker } from './month-maker';
import { TrainingMonths } from './training-months.service';
import { type UtcMonth, utcMonthAt } from './utc-month';

/** Riders who wait for months of theirs; of more than these, whoever asks next notices again. */
const MOST_WAITING = 1_000;
/** ms */
const BEGIN_AFTER = 20;
const FIRST_MONTH = utcMonthAt(new Date(0));

/**
 * Makes months that lack their content, after the answer or the change that found them so, one at a time. Whatever is
 * left undone, by an error or because the program stops, is found lacking by the next question.
 */
@Injectable()
export class MonthUpkeep {
  private readonly logger = new Logger(MonthUpkeep.name);
  private readonly waiting = new Map<string, Set<UtcMonth>>();
  private working: Promise<void> | null = null;
  private failing = false;

  constructor(
    private readonly months: TrainingMonths,
    private readonly maker: MonthMaker,
    private readonly workouts: WorkoutsService,
    private readonly users: UsersService,
    private readonly shutdown: GracefulShutdown,
  ) {
    shutdown.register('inflight', 'training months', () => this.idle());
  }

  @OnEvent(WorkoutCompletedEvent.eventName)
  @OnEvent(WorkoutChangedEvent.eventName)
  changed({ userId, startTime }: { userId: string; startTime: Date }): void {
    this.lacking(userId, [utcMonthAt(startTime)]);
  }

  /** Nobody waits for it. */
  lacking(userId: string, months: readonly UtcMonth[]): void {
    if (months.length === 0) return;
    const wanted = this.waiting.get(userId) ?? new Set();
    if (wanted.size === 0 && this.waiting.size >= MOST_WAITING) return;
    for (const month of months) wanted.add(month);
    this.waiting.set(userId, wanted);
    this.working ??= this.work();
  }

  /** When nothing is left to do, or when the program stops and what was begun is done. */
  async idle(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    // The answer that found something lacking goes out first.
    await pause(BEGIN_AFTER);
    for (const [userId, months] of this.waiting) {
      this.waiting.delete(userId);
      try {
        await this.make(userId, [...months]);
        if (this.failing) this.logger.log('months of training are kept again');
        this.failing = false;
      } catch (error) {
        if (!this.failing) this.logger.warn(`answering without months of training: ${reasonOf(error)}`);
        this.failing = true;
      }
    }
    // At once, so that nobody who comes in between waits for a round that is over.
    this.working = null;
  }

  /** Nothing is kept of the time before the first workout and of the future: there is no end to it. */
  private async make(userId: string, months: readonly UtcMonth[]): Promise<void> {
    if (this.shutdown.stopping) return;
    const first = await this.workouts.firstFinishedAt(userId);
    if (!first) return;
    const earliest = Math.max(FIRST_MONTH, utcMonthAt(first));
    const latest = utcMonthAt(new Date()) + 1;
    const wanted = months.filter((month) => earliest <= month && month <= latest);
    if (wanted.length === 0) return;
    const timeZone = await this.users.timezoneOf(userId);
    await this.months.prepare(userId, wanted);
    for (const month of wanted) {
      if (this.shutdown.stopping) return;
      await this.maker.make(userId, month, timeZone);
    }
  }
}
