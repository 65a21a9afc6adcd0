import { type DynamicModule, Module } from '@nestjs/common';

import { AnalyticsModule } from '#analytics';
import { type Config, platformModules } from '#platform';
import { RecordsModule } from '#records';
import { IngestModule } from '#streams';
import { HousekeepingModule } from '#workouts';

/** The stream consumer, and housekeeping; records and analytics take part in completions that are finished here. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [...platformModules(config), IngestModule, HousekeepingModule, RecordsModule, AnalyticsModule],
    };
  }
}
