import { setImmediate as othersFirst } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { columnsToJsonInSteps } from '#telemetry';

import { type Answer, AnswerCache } from './telemetry/answer-cache';
import { WorkoutTelemetry } from './workout-telemetry.service';
import { isFinished } from './workout.schema';
import { type WorkoutWithTelemetry } from './workouts.service';

/** A dozen rides of four hours. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** How long others wait at a time while a long ride is written, ms. */
const PATIENCE = 5;
const TAIL = '}';

/**
 * Workouts with all their points, as bytes to be sent. The points of a finished workout never change, so what was
 * written once is kept for a while. Whether the viewer may see the workout is asked before, every time.
 */
@Injectable()
export class WorkoutAnswers {
  private readonly cache = new AnswerCache(CACHE_BYTES);

  constructor(private readonly telemetry: WorkoutTelemetry) {}

  /**
   * The JSON of `shown` with one property more at its end: `telemetry`, an array of points.
   * @param shown what the viewer gets to see of the workout otherwise; an object with at least one property
   */
  async withTelemetry(shown: object, workout: WorkoutWithTelemetry, viewerId: string): Promise<Buffer> {
    const head = `${JSON.stringify(shown).slice(0, -TAIL.length)},"telemetry":`;
    const write = () => this.write(head, workout, viewerId);
    if (!isFinished(workout.status)) return (await write()).body;
    const key = keyOf(workout, viewerId);
    const answer = await this.cache.get(key, write);
    return (answer.head === head ? answer : this.cache.keep(key, withHead(head, answer))).body;
  }

  private async write(head: string, workout: WorkoutWithTelemetry, viewerId: string): Promise<Answer> {
    const writing = columnsToJsonInSteps(await this.telemetry.of(workout, viewerId), head, TAIL);
    let began = performance.now();
    for (;;) {
      const step = writing.next();
      if (step.done) return { head, body: step.value };
      if (performance.now() - began < PATIENCE) continue;
      await othersFirst();
      began = performance.now();
    }
  }
}

/** All that the points in an answer depend on: they are stored once, and nobody but the rider is shown the position. */
function keyOf({ _id, userId, telemetry }: WorkoutWithTelemetry, viewerId: string): string {
  const own = userId.toString() === viewerId;
  return [_id, telemetry?.points, telemetry?.bytes, telemetry?.fileId, own].join();
}

/** The same points in a workout of which something else changed, such as the title. */
function withHead(head: string, answer: Answer): Answer {
  return { head, body: Buffer.concat([Buffer.from(head), answer.body.subarray(Buffer.byteLength(answer.head))]) };
}
