import { Injectable } from '@nestjs/common';

import { ChunkStore, StreamReader } from '#streams';

import { UnattendedWorkouts } from './unattended-workouts.service';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { type WorkoutRecord, WorkoutsService } from './workouts.service';

/**
 * Finds the workouts whose riders have vanished. Only our own clocks count, those of Redis and of the worker: a client's
 * clock may be a day off. A workout is looked at when it was last seen too long ago, so a ride that goes on is looked at
 * once in that time, and most of what is unfinished never.
 */
@Injectable()
export class AbandonedWorkouts {
  constructor(
    private readonly workouts: WorkoutsService,
    private readonly unattended: UnattendedWorkouts,
    private readonly leftovers: WorkoutLeftovers,
    private readonly reader: StreamReader,
    private readonly chunks: ChunkStore,
  ) {}

  /**
   * Unfinished workouts on which no point arrived after `before`, and with which their riders did nothing else; each
   * looked at when it is asked for, because riders may come back meanwhile.
   * @throws when Redis or MongoDB cannot be asked: silence of ours is no silence of the rider's
   */
  async *find(before: Date, limit: number): AsyncGenerator<WorkoutRecord> {
    for (const workout of await this.unattended.quietSince(before, limit)) {
      const sign = await this.signOfLife(workout, before);
      if (sign) await this.workouts.seen(workout, sign);
      else yield workout;
    }
  }

  /**
   * The latest that was heard of the rider after `since`. The live stream knows every point that arrived; where Redis
   * has lost it, the chunks know when points were written, which is seldom much later.
   */
  private async signOfLife(workout: WorkoutRecord, since: Date): Promise<Date | null> {
    if (workout.updatedAt > since) return workout.updatedAt;
    const { live, streamIds } = await this.leftovers.streamsOf(workout);
    const arrived = live && (await this.reader.pointArrivedSince(live.name, since));
    return arrived ?? this.chunks.writtenSince(workout.userId.toString(), streamIds, since);
  }
}
