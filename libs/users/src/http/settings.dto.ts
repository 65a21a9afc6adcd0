import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, Max, MaxLength, Min } from 'class-validator';

import {
  UNITS,
  type Units,
  type UserSettings,
  VISIBILITIES,
  type Visibility,
  WEEK_STARTS,
  type WeekStart,
} from '../settings.schema';
import { IsIanaTimeZone, IsOmittable } from './validators';

/** The bounds leave room for every rider there is, and none for a typing error of a digit. */
export const FTP = { minimum: 1, maximum: 2_500 };
const MAX_HR = { minimum: 60, maximum: 250 };
const WEIGHT = { minimum: 20, maximum: 300 };

const units = { enum: UNITS, example: 'metric', description: 'For display alone: the API speaks SI' };
const ftp = { type: 'integer' as const, nullable: true, ...FTP, example: 265, description: 'W; null: not known' };
const maxHr = {
  type: 'integer' as const,
  nullable: true,
  ...MAX_HR,
  example: 188,
  description: 'bpm; null: not known',
};
const weight = {
  type: 'number' as const,
  nullable: true,
  ...WEIGHT,
  example: 71.5,
  description: 'kg; null: not known',
};
const timezone = { example: 'Europe/Berlin', maxLength: 64, description: 'IANA name; days and weeks begin there' };
const weekStart = { enum: WEEK_STARTS, example: 'monday' };
const defaultVisibility = { enum: VISIBILITIES, example: 'private', description: 'Of new workouts' };
const sharePosition = { example: false, description: 'Whether others see lat and lng of your public rides' };

export class SettingsResponse implements UserSettings {
  @ApiProperty(units) units!: Units;
  @ApiProperty(ftp) ftp!: number | null;
  @ApiProperty(maxHr) maxHr!: number | null;
  @ApiProperty(weight) weight!: number | null;
  @ApiProperty(timezone) timezone!: string;
  @ApiProperty(weekStart) weekStart!: WeekStart;
  @ApiProperty(defaultVisibility) defaultVisibility!: Visibility;
  @ApiProperty(sharePosition) sharePosition!: boolean;
}

export class UpdateSettingsRequest implements Partial<UserSettings> {
  @ApiPropertyOptional(units)
  @IsOmittable()
  @IsIn(UNITS)
  units?: Units;

  @ApiPropertyOptional(ftp)
  @IsOptional()
  @Max(FTP.maximum)
  @Min(FTP.minimum)
  @IsInt()
  ftp?: number | null;

  @ApiPropertyOptional(maxHr)
  @IsOptional()
  @Max(MAX_HR.maximum)
  @Min(MAX_HR.minimum)
  @IsInt()
  maxHr?: number | null;

  @ApiPropertyOptional(weight)
  @IsOptional()
  @Max(WEIGHT.maximum)
  @Min(WEIGHT.minimum)
  @IsNumber({ maxDecimalPlaces: 2 })
  weight?: number | null;

  @ApiPropertyOptional(timezone)
  @IsOmittable()
  @MaxLength(64)
  @IsIanaTimeZone()
  timezone?: string;

  @ApiPropertyOptional(weekStart)
  @IsOmittable()
  @IsIn(WEEK_STARTS)
  weekStart?: WeekStart;

  @ApiPropertyOptional(defaultVisibility)
  @IsOmittable()
  @IsIn(VISIBILITIES)
  defaultVisibility?: Visibility;

  @ApiPropertyOptional(sharePosition)
  @IsOmittable()
  @IsBoolean()
  sharePosition?: boolean;
}

export const toSettingsResponse = (settings: UserSettings): SettingsResponse => ({
  units: settings.units,
  ftp: settings.ftp,
  maxHr: settings.maxHr,
  weight: settings.weight,
  timezone: settings.timezone,
  weekStart: settings.weekStart,
  defaultVisibility: settings.defaultVisibility,
  // Riders who came before the setting have none.
  sharePosition: settings.sharePosition ?? false,
});
