import { Injectable } from '@nestjs/common';
import { type ClientSession } from 'mongoose';

import { type BestEfforts, type PersonalRecord, type Sport } from './workout.schema';

/** What must be known of a finished workout to settle what depends on it. */
export interface FinishedWorkout {
  id: string;
  userId: string;
  sport: Sport;
  startTime: Date;
  bestEfforts: BestEfforts;
}

/**
 * Takes part in the transactions that change what counts as finished. Called within them, possibly several times for
 * one change (conflicts are retried): it must touch nothing but the database, through the session.
 */
export interface WorkoutParticipant {
  /** @returns the records that the workout sets */
  onFinished(workout: FinishedWorkout, session: ClientSession): Promise<PersonalRecord[]>;
  /** The workout counts no longer; it is marked so already when this is called. */
  onRemoved(workout: FinishedWorkout, session: ClientSession): Promise<void>;
}

/**
 * Where higher libraries join in. An event would not do: what they write must stand or fall with the change itself,
 * and an event listener's failure is nobody's.
 */
@Injectable()
export class WorkoutParticipants {
  private readonly participants: WorkoutParticipant[] = [];

  register(participant: WorkoutParticipant): void {
    this.participants.push(participant);
  }

  async finished(workout: FinishedWorkout, session: ClientSession): Promise<PersonalRecord[]> {
    const records: PersonalRecord[] = [];
    for (const participant of this.participants) records.push(...(await participant.onFinished(workout, session)));
    return records;
  }

  async removed(workout: FinishedWorkout, session: ClientSession): Promise<void> {
    for (const participant of this.participants) await participant.onRemoved(workout, session);
  }
}
