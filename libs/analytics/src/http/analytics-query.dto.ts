import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

import { type Sport, SPORTS } from '#workouts';

const toWhole = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;

/** A whole number within bounds, as queries carry it; described in the OpenAPI document. */
const Whole = (minimum: number, maximum: number, about: { default?: number; example?: number; description?: string }) =>
  applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum, maximum, ...about }),
    Transform(toWhole),
    // The first one that fails is told.
    IsInt({ message: 'must be a whole number' }),
    Min(minimum, { message: `must not be less than ${minimum}` }),
    Max(maximum, { message: `must not be greater than ${maximum}` }),
  );

export class MonthlyQuery {
  @IsOptional()
  @Whole(1970, 9999, { example: 2026, description: 'By default the current one' })
  year?: number;

  @IsOptional()
  @Whole(1, 12, { example: 5, description: 'By default the current one' })
  month?: number;
}

export class WeeklyQuery {
  @Whole(1, 104, { default: 8, description: 'How many weeks, the current one included' })
  weeks: number = 8;
}

export class PowerCurveQuery {
  @Whole(1, 3650, { default: 90, description: 'How many days, the current one included' })
  days: number = 90;

  @ApiPropertyOptional({ enum: SPORTS, default: 'cycling' })
  @IsIn(SPORTS, { message: `must be ${SPORTS.join(', ')}` })
  sport: Sport = 'cycling';
}
