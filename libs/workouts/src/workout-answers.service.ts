import { Injectable } from '@nestjs/common';

import { CacheInstruments, recentlyUsed } from '#platform';

import { type Answer, AnswerCache } from './telemetry/answer-cache';
import { AnswerMemory, type WhenSent } from './telemetry/answer-memory';
import { WorkoutTelemetry } from './workout-telemetry.service';
import { type WorkoutView, WorkoutViews } from './workout-view.service';
import { FINISHED, type WorkoutStatus } from './workout.schema';
import { type WorkoutRecord, type WorkoutWithTelemetry } from './workout-record';
import { WorkoutsService } from './workouts.service';

/** A dozen rides of four hours. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** So many answers are known to have been asked for. */
const MOST_ASKED = 2_000;
const TAIL = '}';
const CACHE = 'telemetry';

/**
 * Workouts with all their points, as bytes to be sent. The points of a finished workout never change, so what is asked
 * for a second time is kept for a while. Most are read once, and written into memory that is used again. The database
 * is asked every time whether a workout may be seen, and whether it changed.
 */
@Injectable()
export class WorkoutAnswers {
  private readonly cache = new AnswerCache(CACHE_BYTES);
  private readonly memory = new AnswerMemory();
  private readonly asked = recentlyUsed<string, true>(MOST_ASKED);

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
   * @param whenSent the memory of the answer is another's from then on
   * @throws NotFoundError
   */
  async withTelemetry(
    viewerId: string,
    id: string,
    show: (workout: WorkoutRecord) => object,
    whenSent: WhenSent,
  ): Promise<Buffer> {
    const known = await this.known(viewerId, id);
    if (known && (await this.workouts.visibleVersion(viewerId, id)) === known.version) {
      this.instruments.hit(CACHE);
      return known.body;
    }
    this.instruments.missed(CACHE);
    const workout = await this.workouts.getVisible(viewerId, id, 'telemetry');
    const wanted = outlineOf(workout, show(workout));
    const view = await this.views.of(wanted.owner, viewerId);
    const key = keyOf(id, view);
    if (!(FINISHED as readonly WorkoutStatus[]).includes(workout.status) || this.isFirst(key))
      return (await this.write(wanted, workout, view, () => this.memory.lend(whenSent))).body;
    const write = () => this.write(wanted, workout, view);
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

  private isFirst(key: string): boolean {
    if (this.asked.get(key) || this.cache.find(key)) return false;
    this.asked.set(key, true);
    return true;
  }

  private async write(
    wanted: Outline,
    workout: WorkoutWithTelemetry,
    view: WorkoutView,
    borrow?: () => Buffer<ArrayBuffer>,
  ): Promise<Answer> {
    const between = { before: wanted.head, after: TAIL };
    return { ...wanted, body: await this.telemetry.points(workout, view, between, borrow) };
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
