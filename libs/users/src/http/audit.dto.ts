import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsMongoId, IsOptional } from 'class-validator';

import { AUDIT_EVENTS, type AuditEvent, WholeNumber } from '#platform';

import { type AuditEntry } from '../audit/audit-entry.schema';

export class AuditQuery {
  @ApiPropertyOptional({ type: 'integer', default: 50, minimum: 1, maximum: 200 })
  @WholeNumber(1, 200)
  limit: number = 50;

  @ApiPropertyOptional({ description: 'Id of the last entry of the page before', pattern: '^[0-9a-fA-F]{24}$' })
  @IsOptional()
  @IsMongoId({ message: 'must be the id of an entry' })
  before?: string;
}

const nullable = { type: String, nullable: true };

export class AuditEntryResponse {
  @ApiProperty({ example: '665f1d009b3a4d0012ab34d0' }) id!: string;
  @ApiProperty({ enum: AUDIT_EVENTS, example: 'api_key.revoked' }) event!: AuditEvent;
  @ApiProperty({ example: '2026-05-01T10:00:00.000Z' }) at!: string;
  @ApiProperty({
    ...nullable,
    description: 'What it was done with: `session:<id>` or `key:<id>`; null: a password, or one that was wrong',
    example: 'session:665f1d009b3a4d0012ab34cf',
  })
  credential!: string | null;
  @ApiProperty({
    ...nullable,
    description: 'Id or name of what it happened to',
    example: '665f1d009b3a4d0012ab34ce',
  })
  subject!: string | null;
  @ApiProperty({ ...nullable, description: 'A few words more, such as what was set', example: null })
  detail!: string | null;
  @ApiProperty({ ...nullable, example: '203.0.113.7' }) address!: string | null;
  @ApiProperty({ ...nullable, description: 'What the client calls itself', example: 'Mozilla/5.0 (X11; Linux x86_64)' })
  userAgent!: string | null;
}

export const toAuditEntryResponse = (entry: AuditEntry): AuditEntryResponse => ({
  id: entry._id.toString(),
  event: entry.event,
  at: entry.at.toISOString(),
  credential: entry.credential,
  subject: entry.subject,
  detail: entry.detail,
  address: entry.address,
  userAgent: entry.userAgent,
});
