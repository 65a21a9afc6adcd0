import { Injectable, type OnModuleInit } from '@nestjs/common';

import { type LiveRideSummary, LiveSummary, type LiveSummaryState, roundSummary } from '#metrics';
import { asUnavailable, breather, NotFoundError } from '#platform';
import { type StreamDigest, StreamDigests, type StreamHandle, StreamReader, StreamsService } from '#streams';
import { FtpService } from '#users';

import { sharedSummary } from './shared-summary';
import { isUnfinished } from './workout.schema';
import { type WorkoutRecord, WorkoutsService } from './workouts.service';

/** Entries at a time; a batch of points is one. */
const PAGE = 100;
const ADDED_AT_ONCE = 500;

/** A summary as it is shown while the ride goes on; decoupling and quality need the ride as a whole. */
export type ShownLiveSummary = LiveRideSummary & { decoupling: null; live: true };

/** How far a stream has been summed up. */
interface Progress {
  lastId: string;
  state?: LiveSummaryState;
}

/**
 * What a ride comes to so far. The state goes on from the last entry that it has seen and is kept with the stream, so
 * that any process can go on with it; asking often costs only what is new. Points that come late are left to the
 * completion, which sums up everything anew.
 */
@Injectable()
export class LiveSummaries implements OnModuleInit {
  private readonly running = new Map<string, Promise<LiveSummary>>();

  constructor(
    private readonly workouts: WorkoutsService,
    private readonly ftp: FtpService,
    private readonly streams: StreamsService,
    private readonly reader: StreamReader,
    private readonly digests: StreamDigests,
  ) {}

  onModuleInit(): void {
    this.digests.register((streamName) => this.digest(streamName));
  }

  /**
   * Rounded as it is shown; null for a finished workout, before the first point, and while Redis is away: the workout
   * itself can be read all the same.
   */
  async of(workout: WorkoutRecord): Promise<ShownLiveSummary | null> {
    if (workout.streamName === undefined || !isUnfinished(workout.status)) return null;
    try {
      return await this.summarize(workout, await this.streams.find(workout.streamName));
    } catch (error) {
      if (asUnavailable(error)?.code === 'REDIS_UNAVAILABLE') return null;
      throw error;
    }
  }

  private async summarize(workout: WorkoutRecord, stream: StreamHandle | null): Promise<ShownLiveSummary | null> {
    if (stream?.owner !== workout.userId.toString()) return null;
    const [live, ftp] = await Promise.all([
      this.advance(stream),
      this.ftp.ftpInForceAt(stream.owner, workout.startTime),
    ]);
    const summary = live.summary({ ftp });
    return summary.sampleCount === 0 ? null : roundSummary({ ...summary, decoupling: null, live: true as const });
  }

  /** What viewers of a stream are told besides its messages; null for a stream without an unfinished workout. */
  private async digest(streamName: string): Promise<StreamDigest | null> {
    const stream = await this.streams.find(streamName);
    if (!stream) return null;
    try {
      const workout = await this.workouts.unfinishedByStream(stream.owner, streamName);
      const summary = await this.of(workout);
      if (!summary) return null;
      const workoutId = workout._id.toString();
      const shared = workout.visibility === 'public' ? { workoutId, summary: sharedSummary(summary) } : null;
      return { streamId: stream.id, own: { workoutId, summary }, shared };
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  /** One at a time for each stream, however many ask. */
  private advance(stream: StreamHandle): Promise<LiveSummary> {
    const running = this.running.get(stream.id) ?? this.catchUp(stream).finally(() => this.running.delete(stream.id));
    this.running.set(stream.id, running);
    return running;
  }

  private async catchUp(stream: StreamHandle): Promise<LiveSummary> {
    const kept = await this.digests.loadState(stream);
    const progress: Progress = kept === null ? { lastId: '0-0' } : (JSON.parse(kept) as Progress);
    const live = new LiveSummary(progress.state);
    let { lastId } = progress;
    const breathe = breather();
    for (;;) {
      const page = await this.reader.pointsAfter(stream.name, lastId, PAGE);
      for (const [index, point] of page.points.entries()) {
        live.add(point);
        if (index % ADDED_AT_ONCE === 0) await breathe();
      }
      lastId = page.lastId;
      if (page.entries < PAGE) break;
    }
    if (lastId !== progress.lastId) await this.digests.saveState(stream, JSON.stringify({ lastId, state: live }));
    return live;
  }
}
