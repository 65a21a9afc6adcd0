import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SchemaTypes, type Types } from 'mongoose';

import { owned } from '#platform';
import { type BestOfWorkouts } from '#records';
import { type Sport } from '#workouts';

import { type Day } from '../calendar';
import { type TotalsRow } from '../totals';

/** Goes up whenever {@link MonthContent} gets another meaning: what has another version is made anew. */
export const CONTENT_VERSION = 1;

/** What the workouts of one day of the rider come to, as far as they started in the month. */
export interface DayTotals extends TotalsRow {
  day: Day;
}

/** The best mean power of a month over one record duration; the first of equals. */
export type MonthBest = Omit<BestOfWorkouts, 'metric'>;

/** What is kept of a month. */
export interface MonthContent {
  version: number;
  /** IANA name: where the days began. */
  timeZone: string;
  /** Days with workouts, ascending. */
  days: DayTotals[];
  /** By sport, ascending by duration. */
  best: Partial<Record<Sport, MonthBest[]>>;
}

/**
 * What the finished workouts of one rider that started in one month of UTC come to. UTC, so that whoever changes a
 * workout knows its month without asking where the rider lives. Everything in here can be computed from the workouts.
 */
@Schema({ collection: 'training_months', versionKey: false })
export class TrainingMonth {
  /** `<rider's id>:YYYY-MM`. The only index: every query names its months. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: SchemaTypes.ObjectId, required: true }) userId!: Types.ObjectId;
  /** Another one with every change of a workout of the month; never the same again. */
  @Prop({ type: SchemaTypes.ObjectId, required: true }) revision!: Types.ObjectId;
  /** Absent since the last change until somebody has computed it. */
  @Prop({ type: Object }) content?: MonthContent;
}

export const TrainingMonthSchema = SchemaFactory.createForClass(TrainingMonth);
TrainingMonthSchema.plugin(owned, { by: 'userId' });
