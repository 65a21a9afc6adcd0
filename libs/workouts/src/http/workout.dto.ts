import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';

import { type Equipment, SPORTS, type Sport } from '../workout.schema';
import { IsTime } from './is-time';

const text = 'must be a string';
const atMost = (length: number) => ({ message: `must not be longer than ${length} characters` });
/** The stream names that the streams library takes. */
const STREAM_NAME = /^[A-Za-z0-9_-]{1,64}$/;

export class EquipmentDto implements Equipment {
  @ApiProperty({ example: 'bike', minLength: 1, maxLength: 50 })
  @IsString({ message: text })
  @MinLength(1, { message: 'must not be empty' })
  @MaxLength(50, atMost(50))
  type!: string;

  @ApiProperty({ example: 'Gravel bike', minLength: 1, maxLength: 100 })
  @IsString({ message: text })
  @MinLength(1, { message: 'must not be empty' })
  @MaxLength(100, atMost(100))
  name!: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'bike-2', maxLength: 100 })
  @IsOptional()
  @IsString({ message: text })
  @MaxLength(100, atMost(100))
  id?: string;
}

/** What a rider may say of a workout at any time. */
class WorkoutWords {
  @ApiProperty({ example: 'Evening ride', maxLength: 200 })
  @IsString({ message: text })
  @MaxLength(200, atMost(200))
  title!: string;

  @ApiProperty({ example: 'Over the pass and back', maxLength: 5_000 })
  @IsString({ message: text })
  @MaxLength(5_000, atMost(5_000))
  description!: string;

  @ApiProperty({ enum: SPORTS, example: 'cycling' })
  @IsIn(SPORTS, { message: `must be ${SPORTS.join(', ')}` })
  sport!: Sport;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 50 },
    maxItems: 50,
    example: ['commute', 'gravel'],
  })
  @IsArray({ message: 'must be an array of strings' })
  @ArrayMaxSize(50, { message: 'must not hold more than 50' })
  @IsString({ each: true, message: 'must be an array of strings' })
  @MinLength(1, { each: true, message: 'must not hold an empty string' })
  @MaxLength(50, { each: true, message: 'must not hold more than 50 characters each' })
  tags!: string[];

  @ApiProperty({ type: [EquipmentDto], maxItems: 20 })
  @IsArray({ message: 'must be an array' })
  @ArrayMaxSize(20, { message: 'must not hold more than 20' })
  @ValidateNested({ each: true })
  // ValidateNested looks into arrays within the array; what is stored must be objects.
  @IsObject({ each: true, message: 'must hold objects of {type, name, id?}' })
  @Type(() => EquipmentDto)
  equipment!: EquipmentDto[];

  @ApiProperty({ enum: ['private', 'public'], example: 'private' })
  @IsIn(['private', 'public'], { message: 'must be private or public' })
  visibility!: 'private' | 'public';
}

export class UpdateWorkoutRequest extends PartialType(WorkoutWords, { skipNullProperties: false }) {}

export class CreateWorkoutRequest extends PartialType(
  PickType(WorkoutWords, ['title', 'description', 'sport', 'tags', 'equipment', 'visibility'] as const),
  { skipNullProperties: false },
) {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'workout-evening-ride',
    pattern: STREAM_NAME.source,
    description: 'Left out, a name is made up',
  })
  @IsOptional()
  @IsString({ message: text })
  @Matches(STREAM_NAME, { message: 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -' })
  streamName?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'date-time',
    example: '2026-01-01T09:00:00.000Z',
    description: 'Left out, the first point tells',
  })
  @IsOptional()
  @IsTime()
  startTime?: string | null;
}

export class CompleteWorkoutRequest {
  @ApiPropertyOptional({ type: Boolean, nullable: true, default: true, description: 'false keeps the summary only' })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  archiveTelemetry?: boolean | null;
}
