import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { type HydratedDocument, SchemaTypes, type Types } from 'mongoose';

import { type BestEffort, type RecordMetric, type RideSummary } from '#metrics';
import { owned } from '#platform';

import { type PowerCurve } from './analysis/power-curve';

export const SPORTS = ['cycling', 'running', 'swimming', 'other'] as const;
export type Sport = (typeof SPORTS)[number];

export const WORKOUT_STATUSES = ['ACTIVE', 'PAUSED', 'COMPLETED', 'ARCHIVED', 'DELETED'] as const;
export type WorkoutStatus = (typeof WORKOUT_STATUSES)[number];
/** Points may still come. */
export const UNFINISHED = ['ACTIVE', 'PAUSED'] as const satisfies WorkoutStatus[];
/** What counts in records, trends and totals; archiving puts a ride away, it does not unride it. */
export const FINISHED = ['COMPLETED', 'ARCHIVED'] as const satisfies WorkoutStatus[];

export const isUnfinished = (status: WorkoutStatus): boolean =>
  (UNFINISHED as readonly WorkoutStatus[]).includes(status);
export const isFinished = (status: WorkoutStatus): boolean => (FINISHED as readonly WorkoutStatus[]).includes(status);

@Schema({ _id: false })
export class PersonalRecord {
  @Prop({ type: String, required: true }) metric!: RecordMetric;
  /** s */
  @Prop({ type: Number, required: true }) duration!: number;
  /** Unrounded, in the unit of the metric. */
  @Prop({ type: Number, required: true }) value!: number;
}

@Schema({ _id: false })
export class Equipment {
  @Prop({ type: String, required: true }) type!: string;
  @Prop({ type: String, required: true }) name!: string;
  @Prop({ type: String }) id?: string;
}

/** Where the points of a finished ride are: in here while they are few, in GridFS otherwise. */
@Schema({ _id: false })
export class StoredTelemetry {
  @Prop({ type: Number, required: true }) points!: number;
  /** Size in the telemetry format. */
  @Prop({ type: Number, required: true }) bytes!: number;
  @Prop({ type: Buffer }) data?: Buffer;
  @Prop({ type: SchemaTypes.ObjectId }) fileId?: Types.ObjectId;
}

@Schema({ _id: false })
export class StoredEffort implements Omit<BestEffort, 'metric'> {
  @Prop({ type: Number, required: true }) duration!: number;
  @Prop({ type: Number, required: true }) value!: number;
  @Prop({ type: Number, required: true }) startOffset!: number;
}

const efforts = { type: [SchemaFactory.createForClass(StoredEffort)], default: undefined };

/** The ride's best efforts at the record durations, by metric; what records and power curves are made of. */
@Schema({ _id: false })
export class BestEfforts implements Partial<Record<RecordMetric, StoredEffort[]>> {
  @Prop(efforts) power?: StoredEffort[];
  @Prop(efforts) heartrate?: StoredEffort[];
  @Prop(efforts) speed?: StoredEffort[];
  @Prop(efforts) cadence?: StoredEffort[];
}

/** One ride, run or swim, from its first point to its place in history. */
@Schema({ collection: 'workouts', timestamps: true, versionKey: false })
export class Workout {
  _id!: Types.ObjectId;

  @Prop({ type: SchemaTypes.ObjectId, required: true }) userId!: Types.ObjectId;
  @Prop({ type: String }) streamName?: string;
  /** The stream behind the name; names are used again. */
  @Prop({ type: SchemaTypes.ObjectId }) streamId?: Types.ObjectId;

  @Prop({ type: String, default: '' }) title!: string;
  @Prop({ type: String, default: '' }) description!: string;
  @Prop({ type: String, enum: SPORTS, default: 'cycling' }) sport!: Sport;

  @Prop({ type: Date, required: true }) startTime!: Date;
  /** Whether the rider named the start; otherwise the first point will. */
  @Prop({ type: Boolean, default: false }) startTimeGiven!: boolean;
  @Prop({ type: Date, default: null }) endTime!: Date | null;
  /** Elapsed time, s: always endTime − startTime. */
  @Prop({ type: Number, default: null, min: 0 }) duration!: number | null;

  @Prop({ type: String, enum: WORKOUT_STATUSES, default: 'ACTIVE' }) status!: WorkoutStatus;
  @Prop({ type: String, enum: ['private', 'public'], default: 'private' }) visibility!: 'private' | 'public';

  /** Unrounded; its shape belongs to the metrics library, which versions it. */
  @Prop({ type: Object, default: null }) summary!: RideSummary | null;
  @Prop({ type: SchemaFactory.createForClass(StoredTelemetry), default: null }) telemetry!: StoredTelemetry | null;
  @Prop({ type: SchemaFactory.createForClass(BestEfforts) }) bestEfforts?: BestEfforts;
  /** What a chart of the ride's mean-maximal power needs. */
  @Prop({ type: Object, default: null }) powerCurve!: PowerCurve | null;
  /** The records that this workout set when it was completed. */
  @Prop({ type: [SchemaFactory.createForClass(PersonalRecord)], default: [] }) personalRecords!: PersonalRecord[];

  @Prop({ type: [String], default: [] }) tags!: string[];
  @Prop({ type: [SchemaFactory.createForClass(Equipment)], default: [] }) equipment!: Equipment[];

  /** Set while a completion is under way: whoever finds it old finishes the work. */
  @Prop({ type: Date }) completionRequestedAt?: Date;
  /** Whether that completion was nobody's wish: the rider had vanished. */
  @Prop({ type: Boolean }) abandoned?: boolean;
  /** When the rider was there for certain; moved on only when it is so old that somebody looks again. */
  @Prop({ type: Date, default: () => new Date() }) lastSeenAt?: Date;
  /** Set until the live stream and its chunks are cleared away. */
  @Prop({ type: Date }) leftoversSince?: Date;
  @Prop({ type: Date }) deletedAt?: Date;

  createdAt!: Date;
  updatedAt!: Date;
}

export type WorkoutDocument = HydratedDocument<Workout>;
export const WorkoutSchema = SchemaFactory.createForClass(Workout);
WorkoutSchema.plugin(owned, { by: 'userId', unless: { visibility: 'public' } });

// Duration follows from start and end; what contradicts them is not stored.
WorkoutSchema.pre('validate', function () {
  if (this.endTime) this.duration = Math.max(0, Math.round((this.endTime.getTime() - this.startTime.getTime()) / 1000));
});

// The list, newest start first.
WorkoutSchema.index({ userId: 1, startTime: -1, _id: -1 });
// How many there are, far pages, the list by status; every aggregation over a rider's window of time.
WorkoutSchema.index({ userId: 1, status: 1, startTime: -1, _id: -1 });
// The list by sport, and by tag, and how many these are.
WorkoutSchema.index({ userId: 1, sport: 1, status: 1, startTime: -1, _id: -1 });
WorkoutSchema.index({ userId: 1, tags: 1, status: 1, startTime: -1, _id: -1 });
// Whether a rider shows anything to others; looked at whenever a workout begins, and most riders show nothing.
WorkoutSchema.index({ userId: 1 }, { partialFilterExpression: { visibility: 'public' }, name: 'public_by_rider' });
// Full-text search within one rider's workouts.
WorkoutSchema.index({ userId: 1, title: 'text', description: 'text' }, { default_language: 'none', name: 'text' });
// The unfinished workout of a stream, and that there is only one.
WorkoutSchema.index(
  { streamName: 1 },
  { unique: true, partialFilterExpression: { status: { $in: [...UNFINISHED] } }, name: 'unfinished_by_stream' },
);
// Housekeeping: riders who have vanished; the few workouts that are unfinished, and no others.
WorkoutSchema.index(
  { lastSeenAt: 1 },
  { partialFilterExpression: { status: { $in: [...UNFINISHED] } }, name: 'unfinished_by_last_seen' },
);
// Housekeeping: completions that died halfway, streams that were not cleared, workouts to purge.
WorkoutSchema.index({ completionRequestedAt: 1 }, { sparse: true });
WorkoutSchema.index({ leftoversSince: 1 }, { sparse: true });
WorkoutSchema.index({ deletedAt: 1 }, { sparse: true });
