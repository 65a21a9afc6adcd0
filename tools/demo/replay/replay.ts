import { type TelemetryPoint } from '#telemetry';
import { type ApiClient } from './api-client';

export interface ReplayOutcome {
  messages: number;
  batches: number;
  accepted: number;
  duplicates: number;
}

const ONE_BY_ONE = 60;
const BATCH = 60;
const MESSAGE_EVERY_MS = 20;
const BATCH_EVERY_MS = 55;
/** In batches: one is sent twice, as after an answer that got lost; two change places, as after a dead zone. */
const SENT_TWICE = 12;
const SWAPPED = 30;
const CAFE_SECONDS = 60;

/** Sends a ride as devices do, but faster than life. */
export class Replay {
  private readonly outcome: ReplayOutcome = { messages: 0, batches: 0, accepted: 0, duplicates: 0 };

  constructor(
    private readonly api: ApiClient,
    private readonly streamName: string,
    private readonly workoutId: string,
  ) {}

  /** The first minute second by second, the rest in batches; the workout is paused where the rider was. */
  async send(points: readonly TelemetryPoint[]): Promise<ReplayOutcome> {
    for (const point of points.slice(0, ONE_BY_ONE)) {
      await this.sendMessage(point, points[0]?.timestamp ?? 0);
      await pause(MESSAGE_EVERY_MS);
    }
    const batches: TelemetryPoint[][] = [];
    for (let from = ONE_BY_ONE; from < points.length; from += BATCH) batches.push(points.slice(from, from + BATCH));
    const [early, late] = [batches[SWAPPED], batches[SWAPPED + 1]];
    if (early && late) batches.splice(SWAPPED, 2, late, early);
    for (const [index, batch] of batches.entries()) {
      await this.sendBatch(batch);
      if (index === SENT_TWICE) await this.sendBatch(batch);
      if (hasBreak(batch)) await this.pauseAndResume();
      await pause(BATCH_EVERY_MS);
    }
    return this.outcome;
  }

  /** In the form that the app sends once a second. */
  private async sendMessage(point: TelemetryPoint, start: number): Promise<void> {
    const { timestamp, power, cadence, heartrate, speed, distance, altitude } = point;
    const elapsed = new Date(timestamp - start).toISOString().slice(11, 19);
    const measured = { power, cadence, heartrate, speed, distance, altitude, incline: null };
    const message = JSON.stringify({ ...measured, timestamp, elapsed, dataType: 'workout_metrics' });
    await this.api.post(`/api/streams/${this.streamName}/messages`, { message });
    this.outcome.messages++;
    this.outcome.accepted++;
  }

  private async sendBatch(points: TelemetryPoint[]): Promise<void> {
    type Answer = Pick<ReplayOutcome, 'accepted' | 'duplicates'>;
    const answer = await this.api.post<Answer>(`/api/streams/${this.streamName}/points`, { points });
    this.outcome.batches++;
    this.outcome.accepted += answer.accepted;
    this.outcome.duplicates += answer.duplicates;
  }

  private async pauseAndResume(): Promise<void> {
    await this.api.post(`/api/workouts/${this.workoutId}/pause`);
    await pause(10 * BATCH_EVERY_MS);
    await this.api.post(`/api/workouts/${this.workoutId}/resume`);
  }
}

function hasBreak(points: readonly TelemetryPoint[]): boolean {
  return points.some(
    ({ timestamp }, index) => timestamp - (points[index - 1]?.timestamp ?? timestamp) > CAFE_SECONDS * 1000,
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
