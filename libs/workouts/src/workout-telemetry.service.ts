import { Injectable } from '@nestjs/common';

import { StreamReader } from '#streams';
import { type Channel, type TelemetryColumns } from '#telemetry';

import { TelemetryStore } from './telemetry/telemetry-store';
import { WorkoutLeftovers } from './workout-leftovers.service';
import { isUnfinished } from './workout.schema';
import { type WorkoutWithTelemetry } from './workouts.service';

const POSITION: readonly Channel[] = ['lat', 'lng'];

/** The points of a workout, wherever they are at the moment. */
@Injectable()
export class WorkoutTelemetry {
  constructor(
    private readonly leftovers: WorkoutLeftovers,
    private readonly reader: StreamReader,
    private readonly store: TelemetryStore,
  ) {}

  /** Of an unfinished workout, what has come so far; without position for anybody but the rider. */
  async of(workout: WorkoutWithTelemetry, viewerId: string): Promise<TelemetryColumns> {
    const { timestamps, channels } = await this.read(workout);
    if (workout.userId.toString() === viewerId) return { timestamps, channels };
    const shown = Object.entries(channels).filter(([channel]) => !POSITION.includes(channel as Channel));
    return { timestamps, channels: Object.fromEntries(shown) };
  }

  private async read(workout: WorkoutWithTelemetry): Promise<TelemetryColumns> {
    if (isUnfinished(workout.status)) {
      const { live, streamIds } = await this.leftovers.streamsOf(workout);
      return this.reader.allPoints(streamIds, live);
    }
    if (workout.telemetry) return this.store.load(workout.telemetry);
    return { timestamps: new Float64Array(), channels: {} };
  }
}
