import { Injectable } from '@nestjs/common';

import { ChunkStore, type StreamHandle, StreamsService } from '#streams';

import { type WorkoutRecord, WorkoutsService } from './workouts.service';

/** The worker may be about to write a chunk of a stream that it saw alive: look again after this. */
const LATE_CHUNKS = 120_000;

/** What a workout leaves behind in Redis and in chunks when it is over. */
@Injectable()
export class WorkoutLeftovers {
  constructor(
    private readonly workouts: WorkoutsService,
    private readonly streams: StreamsService,
    private readonly chunks: ChunkStore,
  ) {}

  /**
   * The streams that hold points of this workout: the one it was made with, and the rider's present one of that name,
   * which is another if Redis lost the first.
   */
  async streamsOf(
    workout: Pick<WorkoutRecord, 'userId' | 'streamName' | 'streamId'>,
  ): Promise<{ live: StreamHandle | null; streamIds: string[] }> {
    const { streamName, streamId, userId } = workout;
    const found = streamName === undefined ? null : await this.streams.find(streamName);
    const live = found?.owner === userId.toString() ? found : null;
    return { live, streamIds: [...new Set([streamId?.toString(), live?.id])].filter((id) => id !== undefined) };
  }

  /** Removes the stream whose points are with the workout now, tells its viewers, and drops its chunks. */
  async clear(
    workout: Pick<WorkoutRecord, '_id' | 'userId' | 'streamName' | 'streamId' | 'leftoversSince'>,
    earlierStreamIds: readonly string[] = [],
  ): Promise<void> {
    const { live } = await this.streamsOf(workout);
    const own = workout.streamId?.toString();
    // Another stream of that name belongs to the next ride.
    if (live && live.id === own) await this.streams.remove(live, { evenIfHeld: true });
    const streamIds = [...earlierStreamIds, ...(own === undefined ? [] : [own])];
    await this.chunks.remove(workout.userId.toString(), streamIds);
    const since = workout.leftoversSince?.getTime() ?? Date.now();
    if (Date.now() - since > LATE_CHUNKS) await this.workouts.leftoversCleared(workout);
  }
}
