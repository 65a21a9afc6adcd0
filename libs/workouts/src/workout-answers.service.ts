import { Injectable } from '@nestjs/common';

import { CacheInstruments } from '#platform';

import { type Answer, AnswerCache } from './telemetry/answer-cache';
import { WorkoutTelemetry } from './workout-telemetry.service';
import { type WorkoutView, WorkoutViews } from './workout-view.service';
import { FINISHED, type WorkoutStatus } from './workout.schema';
import { type WorkoutRecord, type WorkoutWithTelemetry } from './workout-record';
import { WorkoutsService } from './workouts.service';

/** A dozen rides of four hours. */
const CACHE_BYTES = 32 * 1024 * 1024;
const TAIL = '}';
const CACHE = 'telemetry';

/**
 * Workouts with all their points, as bytes to be sent. The points of a finished workout never change, so what was
 * written once is kept for a while. The database is asked every time whether it may be seen, and whether it changed.
 */
@Injectable()
export class WorkoutAnswers {
  private readonly cache = new AnswerCache(CACHE_BYTES);

  constructor(
    private readonly workouts: WorkoutsService,
    private readonly telemetry: WorkoutTelemetry,
    private readonly views: WorkoutViews,
    private readonly instruments: CacheInstruments,
  ) {}

  /**
   * A workout in JSON with one property more at its end: `telemetry`, an array of points.
   * @param show what this viewer gets to see of the workout otherwise; an object with at least one property. Whoever is
   * not the rider is shown the same as any other.
   * @throws NotFoundError
   */
  async withTelemetry(viewerId: string, id: string, show: (workout: WorkoutRecord) => object): Promise<Buffer> {
    const known = await this.known(viewerId, id);
    if (known && (await this.workouts.visibleVersion(viewerId, id)) === known.version) {
      this.instruments.hit(CACHE);
      return known.body;
    }
    this.instruments.missed(CACHE);
    const workout = await this.workouts.getVisible(viewerId, id, 'telemetry');
    const wanted = outlineOf(workout, show(workout));
    const view = await this.views.of(wanted.owner, viewerId);
    const write = () => this.write(wanted, workout, view);
    if (!(FINISHED as readonly WorkoutStatus[]).includes(workout.status)) return (await write()).body;
    const key = keyOf(id, view);
    const answer = await this.cache.get(key, write);
    if (answer.version === wanted.version && answer.head === wanted.head) return answer.body;
    const samePoints = answer.points === wanted.points;
    return this.cache.keep(key, samePoints ? { ...wanted, body: spliced(wanted.head, answer) } : await write()).body;
  }

  private async known(viewerId: string, id: string): Promise<Answer | undefined> {
    const own = this.cache.find(keyOf(id, 'own'));
    if (own?.owner === viewerId) return own;
    const owner = (this.cache.find(keyOf(id, 'without-position')) ?? this.cache.find(keyOf(id, 'with-position')))
      ?.owner;
    if (owner === undefined || owner === viewerId) return undefined;
    return this.cache.find(keyOf(id, await this.views.of(owner, viewerId)));
  }

  private async write(wanted: Outline, workout: WorkoutWithTelemetry, view: WorkoutView): Promise<Answer> {
    return { ...wanted, body: await this.telemetry.points(workout, view, wanted.head, TAIL) };
  }
}

type Outline = Omit<Answer, 'body'>;

function outlineOf({ userId, updatedAt, telemetry }: WorkoutWithTelemetry, shown: object): Outline {
  return {
    owner: userId.toString(),
    version: updatedAt.getTime(),
    points: [telemetry?.points, telemetry?.bytes, telemetry?.fileId].join(),
    head: `${JSON.stringify(shown).slice(0, -TAIL.length)},"telemetry":`,
  };
}

/** All others get the same, with or without the position. */
const keyOf = (id: string, view: WorkoutView): string => `${id} ${view}`;

/** The points of an answer behind another head. */
function spliced(head: string, { body, head: before }: Answer): Buffer {
  return Buffer.concat([Buffer.from(head), body.subarray(Buffer.byteLength(before))]);
}
