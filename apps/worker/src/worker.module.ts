import { type DynamicModule, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';

import { AnalyticsModule } from '#analytics';
import { type Config, ConfigModule, HealthModule, MongoModule, RedisModule, ShutdownModule } from '#platform';
import { RecordsModule } from '#records';
import { IngestModule } from '#streams';
import { HousekeepingModule } from '#workouts';

/** The stream consumer, and housekeeping; records and analytics take part in completions that are finished here. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(config),
        MongoModule.forRoot(),
        RedisModule,
        HealthModule,
        ShutdownModule,
        EventEmitterModule.forRoot(),
        IngestModule,
        HousekeepingModule,
        RecordsModule,
        AnalyticsModule,
      ],
    };
  }
}
