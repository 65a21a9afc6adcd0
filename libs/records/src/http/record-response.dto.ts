import { ApiProperty } from '@nestjs/swagger';

import { improvementPercent, RECORD_METRICS, type RecordMetric } from '#metrics';
import { type Sport, SPORTS } from '#workouts';

import { type PersonalRecord } from '../personal-record.schema';

export class RecordResponse {
  @ApiProperty({ enum: RECORD_METRICS, example: 'power' }) metric!: RecordMetric;
  @ApiProperty({ enum: SPORTS, example: 'cycling' }) sport!: Sport;
  @ApiProperty({ example: 300, description: 's' }) duration!: number;
  @ApiProperty({ example: 287.4, description: 'Mean over the duration: W, bpm, m/s or rpm' }) value!: number;
  @ApiProperty({ example: '65f0c0ffee0000000000abcd' }) workoutId!: string;
  @ApiProperty({ example: '2026-01-01T09:41:07.000Z', description: 'The end of that window of time' })
  achievedAt!: string;
  @ApiProperty({ type: Number, nullable: true, example: 281.2, description: 'What it beat; null for the first' })
  previousValue!: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 2.2, description: '% of the previous value' })
  improvement!: number | null;
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/** Numbers are rounded here and nowhere before; the improvement follows from what is not rounded. */
export function toRecordResponse(record: Omit<PersonalRecord, '_id' | 'userId' | 'history'>): RecordResponse {
  const { metric, sport, duration, value, previousValue } = record;
  const improvement = improvementPercent(previousValue, value);
  return {
    metric,
    sport,
    duration,
    value: oneDecimal(value),
    workoutId: record.workoutId.toString(),
    achievedAt: record.achievedAt.toISOString(),
    previousValue: previousValue === null ? null : oneDecimal(previousValue),
    improvement: improvement === null ? null : oneDecimal(improvement),
  };
}
