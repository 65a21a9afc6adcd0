import { type DynamicModule, Module } from '@nestjs/common';

import { AnalyticsHttpModule } from '#analytics/http';
import { type Config, platformModules } from '#platform';
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
        ...platformModules(config),
        UsersHttpModule,
        StreamsHttpModule,
        WorkoutsHttpModule,
        RecordsHttpModule,
        AnalyticsHttpModule,
      ],
    };
  }
}
