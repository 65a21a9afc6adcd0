import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { type DatedFtp } from '../ftp.service';
import { FTP } from './settings.dto';
import { IsOmittable, IsOneLine, Trim } from './validators';

const ftp = { type: 'integer' as const, ...FTP, example: 265, description: 'W' };
const source = { example: '20-minute test', minLength: 1, maxLength: 64, description: 'Where the value comes from' };

export class SetFtpRequest {
  @ApiProperty(ftp)
  @Max(FTP.maximum)
  @Min(FTP.minimum)
  @IsInt()
  ftp!: number;

  @ApiPropertyOptional({ ...source, default: 'manual' })
  @IsOmittable()
  @Trim()
  @IsOneLine()
  @MaxLength(64)
  @IsString()
  source?: string;
}

export class FtpResponse {
  @ApiProperty(ftp) ftp!: number;
}

export class FtpHistoryEntryResponse {
  @ApiProperty({ example: '665f1d009b3a4d0012ab34ce' }) id!: string;
  @ApiProperty({ example: '665f1c2e9b3a4d0012ab34cd' }) userId!: string;
  @ApiProperty(ftp) ftp!: number;
  @ApiProperty(source) source!: string;
  @ApiProperty({ description: 'From when on it holds', example: '2026-05-01T10:00:00.000Z' }) createdAt!: string;
}

export const toFtpHistoryEntryResponse = (entry: DatedFtp): FtpHistoryEntryResponse => ({
  id: entry._id.toString(),
  userId: entry.userId.toString(),
  ftp: entry.ftp,
  source: entry.source,
  createdAt: entry.createdAt.toISOString(),
});
