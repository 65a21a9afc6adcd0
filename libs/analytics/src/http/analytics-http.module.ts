import { Module } from '@nestjs/common';

import { AnalyticsModule } from '../analytics.module';
import { AnalyticsController } from './analytics.controller';
import { UserStatsController } from './user-stats.controller';

@Module({ imports: [AnalyticsModule], controllers: [AnalyticsController, UserStatsController] })
export class AnalyticsHttpModule {}
