import { Injectable } from '@nestjs/common';

import { ApplicationError, Instruments, UnavailableError } from '#platform';

import { type WorkoutRecord } from './workout-record';

/** How completions go, in numbers. */
@Injectable()
export class CompletionInstruments {
  private readonly durations;
  private readonly failures;
  private readonly records;

  constructor(instruments: Instruments) {
    this.durations = instruments.duration('bpt_completion_duration_seconds', 'Completions that succeeded', {
      labelNames: ['asked_by'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    this.failures = instruments.counter('bpt_completion_failures_total', 'Completions to be done again');
    this.records = instruments.counter('bpt_records_won_total', 'Personal records that completions won', ['metric']);
  }

  /** Does it, and notes how long it took; a workout that is over already, or not there, is no failure of ours. */
  async measure<T extends { workout: WorkoutRecord }>(
    askedBy: 'rider' | 'nobody',
    complete: () => Promise<T>,
  ): Promise<T> {
    const end = this.durations.startTimer({ asked_by: askedBy });
    try {
      const result = await complete();
      end();
      for (const { metric } of result.workout.personalRecords) this.records.inc({ metric });
      return result;
    } catch (error) {
      if (!(error instanceof ApplicationError) || error instanceof UnavailableError) this.failures.inc();
      throw error;
    }
  }
}
