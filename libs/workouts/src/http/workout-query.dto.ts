import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, IsBoolean, IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

import { WholeNumber } from '#platform';
import { type Channel, CHANNELS } from '#telemetry';

import { type WorkoutFilter } from '../workout-filter';
import { SPORTS, type Sport, WORKOUT_STATUSES, type WorkoutStatus } from '../workout.schema';
import { IsTime, toEnd, toTime } from './is-time';

type Given = { value: unknown };
const toBoolean = ({ value }: Given): unknown => (value === 'true' ? true : value === 'false' ? false : value);
const toList = ({ value }: Given): unknown => (typeof value === 'string' ? value.split(',') : value);

export class ListWorkoutsQuery {
  @ApiPropertyOptional({ type: 'integer', default: 1, minimum: 1, maximum: 1_000_000 })
  @WholeNumber(1, 1_000_000)
  page: number = 1;

  @ApiPropertyOptional({ type: 'integer', default: 20, minimum: 1, maximum: 100 })
  @WholeNumber(1, 100)
  limit: number = 20;

  @ApiPropertyOptional({ enum: WORKOUT_STATUSES, description: 'DELETED ones are shown only when asked for here' })
  @IsOptional()
  @IsIn(WORKOUT_STATUSES, { message: `must be ${WORKOUT_STATUSES.join(', ')}` })
  status?: WorkoutStatus;

  @ApiPropertyOptional({ enum: SPORTS })
  @IsOptional()
  @IsIn(SPORTS, { message: `must be ${SPORTS.join(', ')}` })
  sport?: Sport;

  @ApiPropertyOptional({ description: 'Started at or after', example: '2026-01-01' })
  @IsOptional()
  @IsTime()
  startDate?: string;

  @ApiPropertyOptional({
    description: 'Started at or before; a date alone means the whole day',
    example: '2026-12-31T23:59:59Z',
  })
  @IsOptional()
  @IsTime()
  endDate?: string;

  @ApiPropertyOptional({ example: 'commute', maxLength: 50 })
  @IsOptional()
  @IsString({ message: 'must be a string' })
  @MaxLength(50, { message: 'must not be longer than 50 characters' })
  tag?: string;

  @ApiPropertyOptional({
    description: 'Words in title or description',
    example: 'evening',
    minLength: 1,
    maxLength: 200,
  })
  @IsOptional()
  @IsString({ message: 'must be a string' })
  @MinLength(1, { message: 'must not be empty' })
  @MaxLength(200, { message: 'must not be longer than 200 characters' })
  q?: string;

  /** Only what narrows the list. */
  toFilter(): WorkoutFilter {
    const { status, sport, tag, q, startDate, endDate } = this;
    return {
      ...(status && { status }),
      ...(sport && { sport }),
      ...(tag !== undefined && { tag }),
      ...(q !== undefined && { q }),
      ...(startDate !== undefined && { startDate: toTime(startDate) }),
      ...(endDate !== undefined && { endDate: toEnd(endDate) }),
    };
  }
}

export class GetWorkoutQuery {
  @ApiPropertyOptional({ type: Boolean, default: false })
  @Transform(toBoolean)
  @IsBoolean({ message: 'must be true or false' })
  includeTelemetry: boolean = false;
}

export class TelemetryQuery {
  @ApiPropertyOptional({
    type: String,
    pattern: `^(${CHANNELS.join('|')})(,(${CHANNELS.join('|')}))*$`,
    example: 'power,heartrate',
    description: 'Channels, by default all that there are',
  })
  @IsOptional()
  @Transform(toList)
  @ArrayNotEmpty({ message: 'must name at least one channel' })
  @IsIn(CHANNELS, { each: true, message: `must be of ${CHANNELS.join(', ')}` })
  fields?: Channel[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 86_400,
    default: 1,
    description: 'Seconds that one value stands for; left out, every point',
  })
  @IsOptional()
  @WholeNumber(1, 86_400)
  resolution?: number;
}
