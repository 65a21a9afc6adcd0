import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SchemaTypes, type Types } from 'mongoose';

import { RECORD_METRICS, type RecordMetric } from '#metrics';
import { owned } from '#platform';
import { type Sport, SPORTS } from '#workouts';

/** One who holds a record, or held it. */
@Schema({ _id: false })
export class RecordHolder {
  /** Unrounded, in the unit of the metric: W, bpm, m/s, rpm. */
  @Prop({ type: Number, required: true }) value!: number;
  @Prop({ type: SchemaTypes.ObjectId, required: true }) workoutId!: Types.ObjectId;
  /** When the window closed over which the value is the mean. */
  @Prop({ type: Date, required: true }) achievedAt!: Date;
}

/** The best mean that a rider has reached over one duration in one sport. Never without a holder. */
@Schema({ collection: 'personal_records', versionKey: false })
export class PersonalRecord implements RecordHolder {
  _id!: Types.ObjectId;

  @Prop({ type: SchemaTypes.ObjectId, required: true }) userId!: Types.ObjectId;
  @Prop({ type: String, enum: SPORTS, required: true }) sport!: Sport;
  @Prop({ type: String, enum: RECORD_METRICS, required: true }) metric!: RecordMetric;
  /** s */
  @Prop({ type: Number, required: true }) duration!: number;

  /** The last of `history`, where people and queries find it. */
  @Prop({ type: Number, required: true }) value!: number;
  @Prop({ type: SchemaTypes.ObjectId, required: true }) workoutId!: Types.ObjectId;
  @Prop({ type: Date, required: true }) achievedAt!: Date;
  /** The last but one of `history`; null for the first record. */
  @Prop({ type: Number, default: null }) previousValue!: number | null;

  /** All that held it and still count, in strictly ascending order of value. */
  @Prop({ type: [SchemaFactory.createForClass(RecordHolder)], required: true }) history!: RecordHolder[];
}

export const PersonalRecordSchema = SchemaFactory.createForClass(PersonalRecord);
PersonalRecordSchema.plugin(owned, { by: 'userId' });

// find({ userId, sport }) and find({ userId, sport, metric }): the list, and what a finished or removed workout is held
// against; updateOne and findOne of one record; and that there is only one.
PersonalRecordSchema.index({ userId: 1, sport: 1, metric: 1, duration: 1 }, { unique: true });
