import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, IsUrl, MaxLength, ValidateNested } from 'class-validator';

import { type PublicProfile, type UserRecord } from '../users.service';
import { SettingsResponse, toSettingsResponse, UpdateSettingsRequest } from './settings.dto';
import { IsOmittable, IsOneLine, Trim } from './validators';

const id = { example: '665f1c2e9b3a4d0012ab34cd' };
const displayName = { type: String, nullable: true, example: 'Alex Rider', minLength: 1, maxLength: 100 };
const avatarUrl = {
  type: String,
  nullable: true,
  format: 'uri',
  example: 'https://example.com/alex.png',
  maxLength: 2_048,
};

export class PublicUserResponse {
  @ApiProperty(id) id!: string;
  @ApiProperty(displayName) displayName!: string | null;
  @ApiProperty(avatarUrl) avatarUrl!: string | null;
}

export class UserResponse extends PublicUserResponse {
  @ApiProperty({ example: 'rider@example.com' }) email!: string;
  @ApiProperty({ type: SettingsResponse }) settings!: SettingsResponse;
  @ApiProperty({ example: '2026-05-01T10:00:00.000Z' }) createdAt!: string;
}

export class UpdateUserRequest {
  @ApiPropertyOptional(displayName)
  @IsOptional()
  @Trim()
  @IsOneLine()
  @MaxLength(100)
  @IsString()
  displayName?: string | null;

  @ApiPropertyOptional(avatarUrl)
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(2_048)
  @IsString()
  avatarUrl?: string | null;

  @ApiPropertyOptional({ type: UpdateSettingsRequest, description: 'Merged: what is left out stays' })
  @IsOmittable()
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateSettingsRequest)
  settings?: UpdateSettingsRequest;
}

export const toPublicUserResponse = (user: PublicProfile): PublicUserResponse => ({
  id: user._id.toString(),
  displayName: user.displayName,
  avatarUrl: user.avatarUrl,
});

export const toUserResponse = (user: UserRecord): UserResponse => ({
  id: user._id.toString(),
  email: user.email,
  displayName: user.displayName,
  avatarUrl: user.avatarUrl,
  settings: toSettingsResponse(user.settings),
  createdAt: user.createdAt.toISOString(),
});
