import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';

import { UsersModule } from '#users';
import { WorkoutsModule } from '#workouts';

import { AnalyticsCache } from './analytics-cache';
import { AnalyticsService } from './analytics.service';
import { MonthMaker } from './months/month-maker';
import { MonthUpkeep } from './months/month-upkeep';
import { TrainingBests } from './months/training-bests';
import { TrainingMonth, TrainingMonthSchema } from './months/training-month.schema';
import { TrainingMonths } from './months/training-months.service';
import { TrainingTotals } from './months/training-totals';

/** For every program that finishes or removes workouts: without it, what is kept of answers and months would not follow. */
@Module({
  imports: [
    MongooseModule.forFeature([{ name: TrainingMonth.name, schema: TrainingMonthSchema }]),
    WorkoutsModule,
    UsersModule,
  ],
  providers: [AnalyticsCache, AnalyticsService, TrainingMonths, TrainingTotals, TrainingBests, MonthMaker, MonthUpkeep],
  exports: [AnalyticsService],
})
export class AnalyticsModule {}
