import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { type ErrorDetail } from '../errors';

export class ApiErrorDetail implements ErrorDetail {
  @ApiProperty({ example: 'limit' }) field!: string;
  @ApiProperty({ example: 'must not be greater than 100' }) message!: string;
}

/** The one shape of every failure. */
export class ApiError {
  @ApiProperty({ description: 'A sentence for a person', example: 'Workout is not active' }) error!: string;
  @ApiProperty({ description: 'Stable, for programs', example: 'WORKOUT_NOT_ACTIVE' }) code!: string;
  @ApiProperty({ example: 409 }) statusCode!: number;
  @ApiPropertyOptional({ type: [ApiErrorDetail] }) details?: ErrorDetail[];
  @ApiProperty({ example: '0b8a3c1e5f0f4f5b9d0c6d3b7c1f2a90' }) requestId!: string;
}
