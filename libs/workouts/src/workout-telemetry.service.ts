import { Injectable } from '@nestjs/common';

import { StreamReader } from '#streams';
import { type Channel, type ResampleOptions } from '#telemetry';

import { RideThreads, tookTooLong } from './analysis/ride-threads';
import { memoryOf, type StoredPoints } from './analysis/stored-points';
import { INLINE_POINTS, type TelemetryAnswerTask, writeTelemetryAnswer } from './analysis/telemetry-answer';
import { TelemetryStore } from './telemetry/telemetry-store';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { isUnfinished } from './workout.schema';
import { type WorkoutView } from './workout-view.service';
import { type WorkoutWithTelemetry } from './workouts.service';

const POSITION: readonly Channel[] = ['lat', 'lng'];

/** Ten minutes. */
const SMALL_POINTS = 600;

type Borrow = () => Buffer<ArrayBuffer>;
type Source = Omit<StoredPoints, 'hidden'> & { points: number };

/**
 * The points of a workout as JSON, wherever they are at the moment: of an unfinished one what has come so far; without
 * position where the view has none.
 */
@Injectable()
export class WorkoutTelemetry {
  constructor(
    private readonly leftovers: WorkoutLeftovers,
    private readonly reader: StreamReader,
    private readonly store: TelemetryStore,
    private readonly threads: RideThreads,
  ) {}

  /** An array of points between two texts. @param borrow gives memory to write in, which is asked for by large answers */
  points(
    workout: WorkoutWithTelemetry,
    view: WorkoutView,
    between: { before: string; after: string },
    borrow?: Borrow,
  ): Promise<Buffer> {
    return this.write(workout, view, between, borrow);
  }

  /** Series, thinned out if wanted. */
  series(workout: WorkoutWithTelemetry, view: WorkoutView, options: ResampleOptions): Promise<Buffer> {
    return this.write(workout, view, options);
  }

  /** @throws UnavailableError when too many are waiting for long rides */
  private async write(
    workout: WorkoutWithTelemetry,
    view: WorkoutView,
    wanted: TelemetryAnswerTask['wanted'],
    borrow?: Borrow,
  ): Promise<Buffer> {
    const { points, ...source } = await this.read(workout);
    const stored = { ...source, hidden: view === 'without-position' ? POSITION : [] };
    // Written in a few milliseconds; what is longer is written by a thread.
    if (points <= INLINE_POINTS)
      return writeTelemetryAnswer({ stored, wanted }, points > SMALL_POINTS ? borrow?.() : undefined);
    // A copy of its own: what the driver gives may lie in the memory of something larger.
    const encoded = stored.encoded && new Uint8Array(stored.encoded);
    const given = encoded ? [encoded.buffer] : memoryOf(stored.parts ?? []);
    const bytes = await this.threads.run<Uint8Array>('answer', { stored: { ...stored, encoded }, wanted }, given);
    if (!bytes) throw tookTooLong();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private async read(workout: WorkoutWithTelemetry): Promise<Source> {
    const { status, telemetry } = workout;
    if (isUnfinished(status)) {
      const { live, streamIds } = await this.leftovers.streamsOf(workout);
      const parts = await this.reader.parts(workout.userId.toString(), streamIds, live);
      return { parts, points: parts.reduce((points, { timestamps }) => points + timestamps.length, 0) };
    }
    if (!telemetry) return { parts: [], points: 0 };
    return { encoded: await this.store.load(telemetry), points: telemetry.points };
  }
}
