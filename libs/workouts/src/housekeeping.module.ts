import { Module } from '@nestjs/common';

import { Housekeeping } from './housekeeping.service';
import { WorkoutsModule } from './workouts.module';

/** For the worker alone. */
@Module({ imports: [WorkoutsModule], providers: [Housekeeping], exports: [Housekeeping] })
export class HousekeepingModule {}
