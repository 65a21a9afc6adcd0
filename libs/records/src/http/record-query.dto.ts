import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';

import { RECORD_DURATIONS, RECORD_METRICS, type RecordDuration, type RecordMetric } from '#metrics';
import { toWhole } from '#platform';
import { type Sport, SPORTS } from '#workouts';

const metricMessage = { message: `must be ${RECORD_METRICS.join(', ')}` };

class SportQuery {
  @ApiPropertyOptional({ enum: SPORTS, default: 'cycling' })
  @IsIn(SPORTS, { message: `must be ${SPORTS.join(', ')}` })
  sport: Sport = 'cycling';
}

export class ListRecordsQuery extends SportQuery {
  @ApiPropertyOptional({ enum: RECORD_METRICS, example: 'power', description: 'By default all' })
  @IsOptional()
  @IsIn(RECORD_METRICS, metricMessage)
  metric?: RecordMetric;
}

export class RecordHistoryQuery extends SportQuery {
  @ApiProperty({ enum: RECORD_METRICS, example: 'power' })
  @IsIn(RECORD_METRICS, metricMessage)
  metric!: RecordMetric;

  @ApiProperty({ type: Number, enum: RECORD_DURATIONS, example: 300, description: 's' })
  @Transform(toWhole)
  @IsIn(RECORD_DURATIONS, { message: `must be one of ${RECORD_DURATIONS.join(', ')}` })
  duration!: RecordDuration;
}
