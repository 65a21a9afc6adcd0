import { type ClientSession } from 'mongoose';

import { type Sport, type Workout } from './workout.schema';

/** Everything of a workout but what is large and seldom wanted. */
export type WorkoutRecord = Omit<Workout, 'telemetry' | 'bestEfforts' | 'powerCurve'>;
export type WorkoutWithTelemetry = WorkoutRecord & Pick<Workout, 'telemetry'>;
/** Which workout, and whose. */
export type OwnedId = Pick<Workout, '_id' | 'userId'>;
/** Who may see a workout, and which one it is: `updatedAt` goes up with all that anybody can see. */
export type WorkoutVersion = Pick<Workout, 'userId' | 'visibility' | 'status' | 'updatedAt'>;

export type NewWorkout = Pick<
  Workout,
  | 'streamName'
  | 'title'
  | 'description'
  | 'sport'
  | 'startTime'
  | 'startTimeGiven'
  | 'visibility'
  | 'tags'
  | 'equipment'
> & { userId: string; streamId: string };
export type WorkoutChanges = Partial<
  Pick<Workout, 'title' | 'description' | 'sport' | 'tags' | 'equipment' | 'visibility'>
>;
/** What a completion writes. */
export type Completion = Pick<
  Workout,
  'startTime' | 'endTime' | 'summary' | 'powerCurve' | 'telemetry' | 'bestEfforts' | 'streamId'
>;

/** Which finished workouts; `from` inclusive, `before` exclusive. */
export interface FinishedWindow {
  from?: Date;
  before?: Date;
  sport?: Sport;
}

export interface ReadOptions {
  session?: ClientSession;
  /** Outside a session only. */
  readPreference?: 'primary' | 'secondaryPreferred';
}

/** Projections for what is read of a workout. */
export const WITH_TELEMETRY = { bestEfforts: 0, powerCurve: 0 } as const;
export const LIGHT = { ...WITH_TELEMETRY, telemetry: 0 } as const;
export const VERSION = { _id: 0, userId: 1, visibility: 1, status: 1, updatedAt: 1 } as const;

/** One's own, and what others show; nothing that is deleted. */
export function isVisible({ userId, visibility, status }: WorkoutVersion, viewerId: string): boolean {
  return status !== 'DELETED' && (visibility === 'public' || userId.toString() === viewerId);
}
