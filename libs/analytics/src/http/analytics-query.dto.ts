import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

import { WholeNumber } from '#platform';
import { type Sport, SPORTS } from '#workouts';

/** A whole number within bounds, as queries carry it; described in the OpenAPI document. */
const Whole = (minimum: number, maximum: number, about: { default?: number; example?: number; description?: string }) =>
  applyDecorators(ApiPropertyOptional({ type: 'integer', minimum, maximum, ...about }), WholeNumber(minimum, maximum));

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
