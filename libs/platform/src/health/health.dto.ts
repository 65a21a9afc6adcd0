import { ApiProperty } from '@nestjs/swagger';

const connected = { enum: ['connected', 'disconnected'], example: 'connected' };

export class HealthResponse {
  @ApiProperty({ enum: ['ok', 'degraded'], example: 'ok' }) status!: 'ok' | 'degraded';
  @ApiProperty(connected) mongodb!: string;
  @ApiProperty(connected) redis!: string;
  @ApiProperty({ ...connected, description: 'The same as `mongodb`' }) database!: string;
  @ApiProperty({ example: '2026-05-01T10:00:00.000Z' }) timestamp!: string;
}

export class ProbeResponse {
  @ApiProperty({ enum: ['ok', 'unavailable'], example: 'ok' }) status!: 'ok' | 'unavailable';
  @ApiProperty({
    description: 'Each dependency or part, and why it is not there',
    example: { mongodb: 'up', redis: 'up' },
    type: 'object',
    additionalProperties: { type: 'string' },
  })
  checks!: Record<string, string>;
}
