/** A workout is finished: its summary stands and its records are settled. */
export class WorkoutCompletedEvent {
  static readonly eventName = 'workout.completed';

  constructor(
    readonly userId: string,
    readonly workoutId: string,
    readonly startTime: Date,
  ) {}
}

/** A finished workout changed in a way that totals and trends can see: deleted, or another sport. */
export class WorkoutChangedEvent {
  static readonly eventName = 'workout.changed';

  constructor(
    readonly userId: string,
    readonly workoutId: string,
    readonly startTime: Date,
  ) {}
}
