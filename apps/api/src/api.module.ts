import { type DynamicModule, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';

import { AnalyticsHttpModule } from '#analytics/http';
import { type Config, ConfigModule, HealthModule, MongoModule, RedisModule, ShutdownModule } from '#platform';
import { RecordsHttpModule } from '#records/http';
import { StreamsHttpModule } from '#streams/http';
import { UsersHttpModule } from '#users/http';
import { WorkoutsHttpModule } from '#workouts/http';

/** Everything that answers over HTTP. */
@Module({})
export class ApiModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.forRoot(config),
        MongoModule.forRoot(),
        RedisModule,
        HealthModule,
        ShutdownModule,
        EventEmitterModule.forRoot(),
        UsersHttpModule,
        StreamsHttpModule,
        WorkoutsHttpModule,
        RecordsHttpModule,
        AnalyticsHttpModule,
      ],
    };
  }
}
