import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, Types } from 'mongoose';

import { RECORD_METRICS, type RecordMetric } from '#metrics';
import {
  type FinishedWorkout,
  type PersonalRecord as WorkoutsRecord,
  type Sport,
  type WorkoutParticipant,
  WorkoutParticipants,
  WorkoutsService,
} from '#workouts';

import { achievedAt, bestEffortStages, type BestOfWorkouts } from './best-effort-stages';
import { extended, type History, standing, without } from './history';
import { PersonalRecord, type RecordHolder } from './personal-record.schema';
import { RecordBook } from './record-book.schema';

type RecordKey = Pick<PersonalRecord, 'metric' | 'duration'>;

const keyOf = ({ metric, duration }: RecordKey): string => `${metric} ${duration}`;

/** A rider's records. Kept in the very transactions that finish, delete or move workouts. */
@Injectable()
export class RecordsService implements WorkoutParticipant, OnModuleInit {
  constructor(
    @InjectModel(PersonalRecord.name) private readonly records: Model<PersonalRecord>,
    @InjectModel(RecordBook.name) private readonly books: Model<RecordBook>,
    private readonly workouts: WorkoutsService,
    private readonly participants: WorkoutParticipants,
  ) {}

  onModuleInit(): void {
    this.participants.register(this);
  }

  /** In the order of the metrics, then by duration. */
  async list(userId: string, sport: Sport, metric?: RecordMetric): Promise<PersonalRecord[]> {
    const found = await this.records
      .find({ userId, sport, ...(metric && { metric }) }, { history: 0 })
      .lean<PersonalRecord[]>();
    const rank = (record: RecordKey): number => RECORD_METRICS.indexOf(record.metric);
    return found.sort((a, b) => rank(a) - rank(b) || a.duration - b.duration);
  }

  /** Ascending; empty where no record stands. */
  async historyOf(userId: string, sport: Sport, metric: RecordMetric, duration: number): Promise<History> {
    const record = await this.records
      .findOne({ userId, sport, metric, duration }, { history: 1 })
      .lean<Pick<PersonalRecord, 'history'>>();
    return record?.history ?? [];
  }

  async onFinished(workout: FinishedWorkout, session: ClientSession): Promise<WorkoutsRecord[]> {
    const { userId, sport } = workout;
    const efforts = effortsOf(workout);
    if (efforts.length === 0) return [];
    await this.openBook(userId, session);
    const found = await this.records
      .find({ userId, sport }, { metric: 1, duration: 1, history: 1 }, { session })
      .lean<PersonalRecord[]>();
    const histories = new Map(found.map((record) => [keyOf(record), record.history]));
    const changes: [RecordKey, History][] = [];
    const records: WorkoutsRecord[] = [];
    for (const { metric, duration, holder } of efforts) {
      const history = extended(histories.get(keyOf({ metric, duration })) ?? [], holder);
      if (!history) continue;
      changes.push([{ metric, duration }, history]);
      records.push({ metric, duration, value: holder.value });
    }
    await this.write(userId, sport, changes, session);
    return records;
  }

  async onRemoved(workout: FinishedWorkout, session: ClientSession): Promise<void> {
    const { id, userId, sport } = workout;
    if (effortsOf(workout).length === 0) return;
    await this.openBook(userId, session);
    const found = await this.records
      .find({ userId, sport, 'history.workoutId': id }, { metric: 1, duration: 1, history: 1 }, { session })
      .lean<PersonalRecord[]>();
    const held = found.filter(({ history }) => history.at(-1)?.workoutId.toString() === id);
    const next = await this.nextBest(workout, held, session);
    const changes = found.map((record): [RecordKey, History] => {
      const rest = without(record.history, id);
      const successor = next.get(keyOf(record));
      return [record, (successor && extended(rest, successor)) ?? rest];
    });
    await this.write(userId, sport, changes, session);
  }

  /** The best of the rider's other workouts of that sport, for the records that lose their holder. */
  private async nextBest(
    { id, userId, sport }: FinishedWorkout,
    held: readonly RecordKey[],
    session: ClientSession,
  ): Promise<Map<string, RecordHolder>> {
    if (held.length === 0) return new Map();
    const wanted = new Map<RecordMetric, number[]>();
    for (const { metric, duration } of held) wanted.set(metric, [...(wanted.get(metric) ?? []), duration]);
    const others = { $match: { _id: { $ne: new Types.ObjectId(id) } } };
    const stages = [others, ...bestEffortStages(wanted)];
    const best = await this.workouts.aggregateFinished<BestOfWorkouts>(userId, { sport }, stages, { session });
    return new Map(best.map((effort) => [keyOf(effort), toHolder(effort.workoutId, effort.startTime, effort)]));
  }

  /** Two transactions on one rider's records: the later one fails here, before it has read anything, and starts anew. */
  private async openBook(userId: string, session: ClientSession): Promise<void> {
    await this.books.updateOne({ _id: userId }, { $inc: { revision: 1 } }, { session, upsert: true });
  }

  private async write(
    userId: string,
    sport: Sport,
    changes: readonly [RecordKey, History][],
    session: ClientSession,
  ): Promise<void> {
    if (changes.length === 0) return;
    const operations = changes.map(([{ metric, duration }, history]) => {
      const filter = { userId: new Types.ObjectId(userId), sport, metric, duration };
      const record = standing(history);
      return record ? { updateOne: { filter, update: { $set: record }, upsert: true } } : { deleteOne: { filter } };
    });
    await this.records.bulkWrite(operations, { session });
  }
}

function effortsOf({ id, startTime, bestEfforts }: FinishedWorkout): (RecordKey & { holder: RecordHolder })[] {
  const workoutId = new Types.ObjectId(id);
  return RECORD_METRICS.flatMap((metric) =>
    (bestEfforts[metric] ?? []).map((effort) => ({
      metric,
      duration: effort.duration,
      holder: toHolder(workoutId, startTime, effort),
    })),
  );
}

function toHolder(workoutId: Types.ObjectId, startTime: Date, effort: Parameters<typeof achievedAt>[1]): RecordHolder {
  return { value: effort.value, workoutId, achievedAt: achievedAt(startTime, effort) };
}
