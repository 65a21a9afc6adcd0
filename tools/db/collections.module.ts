import { type DynamicModule, Module } from '@nestjs/common';

import { AnalyticsModule } from '#analytics';
import { type Config, ConfigModule, MongoModule } from '#platform';
import { RecordsModule } from '#records';
import { StreamsModule } from '#streams';
import { UsersModule } from '#users';
import { WorkoutsModule } from '#workouts';

import { featureModels } from './feature-models';

/** Every collection of the service, as the features declare them, and nothing that needs more than MongoDB. */
@Module({})
export class CollectionsModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: CollectionsModule,
      imports: [
        ConfigModule.forRoot(config),
        MongoModule.forRoot(),
        ...featureModels([UsersModule, StreamsModule, WorkoutsModule, RecordsModule, AnalyticsModule]),
      ],
    };
  }
}
