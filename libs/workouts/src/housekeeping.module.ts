import { Module } from '@nestjs/common';

import { StreamsModule } from '#streams';

import { AbandonedWorkouts } from './abandoned-workouts.service';
import { Housekeeping } from './housekeeping.service';
import { WorkoutsModule } from './workouts.module';

/** For the worker alone. */
@Module({
  imports: [StreamsModule, WorkoutsModule],
  providers: [Housekeeping, AbandonedWorkouts],
  exports: [Housekeeping],
})
export class HousekeepingModule {}
