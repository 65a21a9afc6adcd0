import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';

import { StreamsModule } from '#streams';
import { UsersModule } from '#users';

import { RideAnalyzer } from './analysis/ride-analyzer';
import { RideThreads } from './analysis/ride-threads';
import { CompletionInstruments } from './completion-instruments';
import { LiveSummaries } from './live-summaries.service';
import { TelemetryStore } from './telemetry/telemetry-store';
import { UnattendedWorkouts } from './unattended-workouts.service';
import { WorkoutAnswers } from './workout-answers.service';
import { WorkoutCompletion } from './workout-completion.service';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { WorkoutLifecycle } from './workout-lifecycle.service';
import { WorkoutParticipants } from './workout-participants';
import { WorkoutTelemetry } from './workout-telemetry.service';
import { WorkoutViews } from './workout-view.service';
import { Workout, WorkoutSchema } from './workout.schema';
import { WorkoutsService } from './workouts.service';

const services = [
  WorkoutsService,
  UnattendedWorkouts,
  WorkoutLifecycle,
  WorkoutCompletion,
  WorkoutTelemetry,
  WorkoutViews,
  WorkoutAnswers,
  LiveSummaries,
  WorkoutParticipants,
  WorkoutLeftovers,
  TelemetryStore,
];

@Module({
  imports: [MongooseModule.forFeature([{ name: Workout.name, schema: WorkoutSchema }]), StreamsModule, UsersModule],
  providers: [...services, RideAnalyzer, RideThreads, CompletionInstruments],
  exports: services,
})
export class WorkoutsModule {}
