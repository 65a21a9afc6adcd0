import { Module } from '@nestjs/common';

import { UsersModule } from '#users';
import { WorkoutsModule } from '#workouts';

import { AnalyticsCache } from './analytics-cache';
import { AnalyticsService } from './analytics.service';

/** For every program that finishes or removes workouts: it drops what was kept of the rider's answers. */
@Module({
  imports: [WorkoutsModule, UsersModule],
  providers: [AnalyticsCache, AnalyticsService],
  exports: [AnalyticsService],
})
export class AnalyticsModule {}
