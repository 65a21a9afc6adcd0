export { Housekeeping } from './housekeeping.service';
export { HousekeepingModule } from './housekeeping.module';
export { WorkoutChangedEvent, WorkoutCompletedEvent } from './workout-events';
export { type FinishedWorkout, type WorkoutParticipant, WorkoutParticipants } from './workout-participants';
export {
  type BestEfforts,
  FINISHED,
  type PersonalRecord,
  type Sport,
  SPORTS,
  type StoredEffort,
  Workout,
} from './workout.schema';
export { UnattendedWorkouts } from './unattended-workouts.service';
export { WorkoutCompletion } from './workout-completion.service';
export { WorkoutLifecycle } from './workout-lifecycle.service';
export { WorkoutsModule } from './workouts.module';
export { type FinishedWindow, type ReadOptions, WorkoutsService } from './workouts.service';
