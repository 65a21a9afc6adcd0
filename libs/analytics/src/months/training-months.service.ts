import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, Types } from 'mongoose';

import { isDuplicateKey, RawCollection, timedCommand } from '#platform';
import {
  type FinishedWorkout,
  type PersonalRecord,
  type ReadOptions,
  type Sport,
  type WorkoutParticipant,
  WorkoutParticipants,
} from '#workouts';

import {
  CONTENT_VERSION,
  type DayTotals,
  type MonthBest,
  type MonthContent,
  TrainingMonth,
} from './training-month.schema';
import { nameOfUtcMonth, type UtcMonth, utcMonthAt } from './utc-month';

type ReadPreference = ReadOptions['readPreference'];
type Found<Part extends keyof MonthContent> = Pick<TrainingMonth, '_id'> & {
  content?: Pick<MonthContent, 'version' | Part>;
};

const idOf = (userId: string, month: UtcMonth): string => `${userId}:${nameOfUtcMonth(month)}`;

/**
 * Months as stored. The only class that touches their collection. A month's content goes in the very transaction that
 * changes one of its workouts, and comes back only if nothing has changed since before it was computed.
 */
@Injectable()
export class TrainingMonths implements WorkoutParticipant, OnModuleInit {
  private readonly raw: RawCollection<TrainingMonth>;

  constructor(
    @InjectModel(TrainingMonth.name) private readonly months: Model<TrainingMonth>,
    private readonly participants: WorkoutParticipants,
  ) {
    this.raw = new RawCollection(months);
  }

  onModuleInit(): void {
    this.participants.register(this);
  }

  async onFinished(workout: FinishedWorkout, session: ClientSession): Promise<PersonalRecord[]> {
    await this.changed(workout, session);
    return [];
  }

  async onRemoved(workout: FinishedWorkout, session: ClientSession): Promise<void> {
    await this.changed(workout, session);
  }

  /** The days of those of the months that are kept as they are in the time zone. */
  async daysOf(
    userId: string,
    months: readonly UtcMonth[],
    timeZone: string,
    readPreference: ReadPreference,
  ): Promise<Map<UtcMonth, DayTotals[]>> {
    const found = await this.find<'timeZone' | 'days'>(
      userId,
      months,
      { 'content.version': 1, 'content.timeZone': 1, 'content.days': 1 },
      readPreference,
    );
    return contentsOf(found, userId, months, (content) => (content.timeZone === timeZone ? content.days : undefined));
  }

  /** The best efforts in a sport of those of the months that are kept. */
  async bestOf(
    userId: string,
    months: readonly UtcMonth[],
    sport: Sport,
    readPreference: ReadPreference,
  ): Promise<Map<UtcMonth, MonthBest[]>> {
    const projection = { 'content.version': 1, [`content.best.${sport}`]: 1 };
    const found = await this.find<'best'>(userId, months, projection, readPreference);
    return contentsOf(found, userId, months, ({ best }) => best[sport] ?? []);
  }

  /** Sees to it that the months are there, so that from now on every change of their workouts leaves a trace. */
  async prepare(userId: string, months: readonly UtcMonth[]): Promise<void> {
    const operations = months.map((month) => ({
      updateOne: {
        filter: { _id: idOf(userId, month), userId: new Types.ObjectId(userId) },
        update: { $setOnInsert: { revision: new Types.ObjectId() } },
        upsert: true,
      },
    }));
    if (operations.length === 0) return;
    await this.months.bulkWrite(operations, { ordered: false }).catch((error: unknown) => {
      // Somebody else has made the same month at the same time.
      if (!isDuplicateKey(error)) throw error;
    });
  }

  /**
   * @returns the revision of a month without content for the time zone; null where there is nothing to do, or where the
   * month is not prepared
   */
  async revisionToMake(
    userId: string,
    month: UtcMonth,
    timeZone: string,
    session: ClientSession,
  ): Promise<Types.ObjectId | null> {
    const found = await this.months
      .findOne({ _id: idOf(userId, month), userId }, { revision: 1, 'content.version': 1, 'content.timeZone': 1 })
      .session(session)
      .lean<Pick<TrainingMonth, 'revision' | 'content'>>();
    if (!found) return null;
    const { revision, content } = found;
    return content?.version === CONTENT_VERSION && content.timeZone === timeZone ? null : revision;
  }

  /** Keeps what was computed from the same snapshot in which the month had that revision, unless it has another by now. */
  async keep(userId: string, month: UtcMonth, revision: Types.ObjectId, content: MonthContent): Promise<void> {
    await this.months.updateOne({ _id: idOf(userId, month), userId, revision }, { $set: { content } });
  }

  /**
   * Writes also where there is nothing to forget: whoever prepares or keeps the month meanwhile meets this write, and
   * comes either before it or after the whole transaction.
   */
  private async changed({ userId, startTime }: FinishedWorkout, session: ClientSession): Promise<void> {
    await this.months.updateOne(
      { _id: idOf(userId, utcMonthAt(startTime)), userId },
      { $set: { revision: new Types.ObjectId() }, $unset: { content: 1 } },
      { session, upsert: true },
    );
  }

  private find<Part extends keyof MonthContent>(
    userId: string,
    months: readonly UtcMonth[],
    projection: Record<string, number>,
    readPreference: ReadPreference,
  ): Promise<Found<Part>[]> {
    const filter = { _id: { $in: months.map((month) => idOf(userId, month)) }, userId: new Types.ObjectId(userId) };
    const options = { projection, ...(readPreference && { readPreference }) };
    const read = () => this.raw.find<Found<Part>>(filter, options).toArray();
    return timedCommand('training_months', 'find', read, { filter });
  }
}

function contentsOf<Part extends keyof MonthContent, T>(
  found: readonly Found<Part>[],
  userId: string,
  months: readonly UtcMonth[],
  pick: (content: Pick<MonthContent, 'version' | Part>) => T | undefined,
): Map<UtcMonth, T> {
  const byId = new Map(found.map(({ _id, content }) => [_id, content]));
  const result = new Map<UtcMonth, T>();
  for (const month of months) {
    const content = byId.get(idOf(userId, month));
    const picked = content?.version === CONTENT_VERSION ? pick(content) : undefined;
    if (picked !== undefined) result.set(month, picked);
  }
  return result;
}
