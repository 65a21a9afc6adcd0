import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';

import { type Scope, SCOPES } from '#platform';

import { type ApiKey } from '../api-key.schema';
import { IsOmittable, IsOneLine, Trim } from './validators';

const scopes = {
  enum: SCOPES,
  isArray: true,
  example: ['ingest', 'read'],
  description: '`ingest` streams, `read`, `write` workouts and settings, `account` keys and profile',
};
const expiresAt = { type: String, nullable: true, description: 'null: does not expire' };

export class CreateApiKeyRequest {
  @ApiProperty({ example: 'Trainer in the cellar', minLength: 1, maxLength: 100 })
  @Trim()
  @IsOneLine()
  @MaxLength(100)
  @IsString()
  name!: string;

  @ApiPropertyOptional({ ...expiresAt, format: 'date-time', example: '2099-01-01T00:00:00.000Z' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  @IsString()
  expiresAt?: string | null;

  @ApiPropertyOptional({
    ...scopes,
    minItems: 1,
    maxItems: SCOPES.length,
    uniqueItems: true,
    description: `${scopes.description}. Left out: all that the caller has`,
  })
  @IsOmittable()
  @IsIn(SCOPES, { each: true, message: `must each be one of ${SCOPES.join(', ')}` })
  @ArrayUnique()
  @ArrayMaxSize(SCOPES.length)
  @ArrayNotEmpty()
  @IsArray()
  scopes?: Scope[];
}

class ApiKeyShape {
  @ApiProperty({ example: '665f1d009b3a4d0012ab34ce' }) id!: string;
  @ApiProperty({ example: 'Trainer in the cellar' }) name!: string;
  @ApiProperty({ description: 'The part of the key that may be shown', example: 'k3Zp9QxA' }) prefix!: string;
  @ApiProperty(scopes) scopes!: Scope[];
  @ApiProperty({ ...expiresAt, example: null }) expiresAt!: string | null;
  @ApiProperty({ example: '2026-05-01T10:00:00.000Z' }) createdAt!: string;
}

export class CreatedApiKeyResponse extends ApiKeyShape {
  @ApiProperty({
    description: 'Shown this once',
    example: 'bpt_k3Zp9QxA_0Q8sUu3mNfVZr1kXo5tYcJ7wLhB2dGe9iPzRqTnMaKy',
  })
  key!: string;
}

export class ApiKeyResponse extends ApiKeyShape {
  @ApiProperty({ type: String, nullable: true, description: 'To the minute', example: '2026-05-02T06:30:00.000Z' })
  lastUsedAt!: string | null;
}

const toShape = (key: ApiKey): ApiKeyShape => ({
  id: key._id.toString(),
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  expiresAt: key.expiresAt?.toISOString() ?? null,
  createdAt: key.createdAt.toISOString(),
});

export const toCreatedApiKeyResponse = (stored: ApiKey, key: string): CreatedApiKeyResponse => ({
  ...toShape(stored),
  key,
});

export const toApiKeyResponse = (key: ApiKey): ApiKeyResponse => ({
  ...toShape(key),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});
