import { type Model, type QueryFilter } from 'mongoose';

import { recentlyUsed } from '#platform';

import { toQuery, type WorkoutFilter } from './workout-filter';
import { LIGHT, type WorkoutRecord } from './workout-record';
import { type Workout } from './workout.schema';

/** Some of a rider's workouts, and how many there are. */
export interface WorkoutPage {
  workouts: WorkoutRecord[];
  total: number;
}

/** A time within a list: what starts later stands before it, so many workouts when they were counted last. */
interface Mark {
  time: Date;
  before: number;
}

const NEWEST_FIRST = { startTime: -1, _id: -1 } as const;
/** So many workouts share a mark; pages that begin among the first of all need none. */
const BLOCK = 200;
/** A mark stands so far above its block that it serves still when as many workouts have been added. */
const MARGIN = 50;
/** A few hundred bytes each. */
const MARKS_KEPT = 5_000;

/**
 * Pages of riders' workouts by number. MongoDB finds the thousandth page by passing over all before it, so times in
 * between are kept in memory, from which it goes on. They are hints: how many workouts stand before one is counted
 * anew for every page, which costs nothing, because the total is those before and those behind.
 */
export class WorkoutPages {
  private readonly marks = recentlyUsed<string, Mark>(MARKS_KEPT);

  constructor(private readonly workouts: Model<Workout>) {}

  /** A page of a rider's workouts, newest start first, counted from 1. */
  async page(userId: string, filter: WorkoutFilter, page: number, limit: number): Promise<WorkoutPage> {
    const skipped = (page - 1) * limit;
    // Words are not found in the order of time: there is nothing to go on from.
    if (skipped < BLOCK || filter.q !== undefined) return this.fromTheTop(userId, filter, skipped, limit);
    const key = `${userId} ${Math.floor(skipped / BLOCK)} ${JSON.stringify(filter)}`;
    const mark = this.marks.get(key) ?? (await this.find(userId, filter, skipped));
    if (!mark) return this.fromTheTop(userId, filter, skipped, limit);
    const from = toQuery(userId, { ...filter, endDate: mark.time });
    const [likely, before, behind] = await Promise.all([
      this.read(from, skipped - mark.before, limit),
      this.count(userId, { ...filter, startDate: new Date(mark.time.getTime() + 1) }),
      this.count(userId, { ...filter, endDate: mark.time }),
    ]);
    if (before > skipped) {
      this.marks.delete(key);
      return this.fromTheTop(userId, filter, skipped, limit);
    }
    this.marks.set(key, { ...mark, before });
    const workouts = before === mark.before ? likely : await this.read(from, skipped - before, limit);
    return { workouts, total: before + behind };
  }

  private async fromTheTop(userId: string, filter: WorkoutFilter, skipped: number, limit: number) {
    const [workouts, total] = await Promise.all([
      this.read(toQuery(userId, filter), skipped, limit),
      this.count(userId, filter),
    ]);
    return { workouts, total };
  }

  /** Passes over keys of an index alone. */
  private async find(userId: string, filter: WorkoutFilter, skipped: number): Promise<Mark | null> {
    const before = Math.floor(skipped / BLOCK) * BLOCK - MARGIN;
    const [found] = await this.workouts
      .find(toQuery(userId, filter), { _id: 0, startTime: 1 })
      .sort(NEWEST_FIRST)
      .skip(before)
      .limit(1)
      .hint(keysOf(filter))
      .lean<Pick<Workout, 'startTime'>[]>();
    return found ? { time: found.startTime, before } : null;
  }

  private read(query: QueryFilter<Workout>, skipped: number, limit: number): Promise<WorkoutRecord[]> {
    return this.workouts.find(query, LIGHT).sort(NEWEST_FIRST).skip(skipped).limit(limit).lean<WorkoutRecord[]>();
  }

  private count(userId: string, filter: WorkoutFilter): Promise<number> {
    const counting = this.workouts.countDocuments(toQuery(userId, filter));
    return (filter.q === undefined ? counting.hint(keysOf(filter)) : counting).exec();
  }
}

/** The index that alone tells which workouts these are; left to itself, MongoDB may read them all to see their status. */
function keysOf({ tag, sport }: WorkoutFilter): Record<string, 1 | -1> {
  if (tag !== undefined) return { userId: 1, tags: 1, status: 1, ...NEWEST_FIRST };
  if (sport !== undefined) return { userId: 1, sport: 1, status: 1, ...NEWEST_FIRST };
  return { userId: 1, status: 1, ...NEWEST_FIRST };
}
