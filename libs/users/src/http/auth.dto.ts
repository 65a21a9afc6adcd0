import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

import { type SignedIn } from '../auth/auth.service';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../auth/password-hasher';
import { toUserResponse, UserResponse } from './user.dto';
import { IsOneLine, Trim, TrimLowerCase } from './validators';

const EMAIL = { format: 'email', example: 'rider@example.com', maxLength: 254 };
const PASSWORD = { example: 'up the hill and down again', maxLength: MAX_PASSWORD_LENGTH };

export class RegisterRequest {
  @ApiProperty(EMAIL)
  @TrimLowerCase()
  @MaxLength(254)
  @IsEmail({}, { message: 'must be an e-mail address' })
  email!: string;

  @ApiProperty({ ...PASSWORD, minLength: MIN_PASSWORD_LENGTH })
  @MaxLength(MAX_PASSWORD_LENGTH)
  @MinLength(MIN_PASSWORD_LENGTH)
  @IsString()
  password!: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'Alex Rider', minLength: 1, maxLength: 100 })
  @IsOptional()
  @Trim()
  @IsOneLine()
  @MaxLength(100)
  @IsString()
  displayName?: string | null;
}

export class LoginRequest {
  @ApiProperty(EMAIL)
  @TrimLowerCase()
  @MaxLength(254)
  @IsEmail({}, { message: 'must be an e-mail address' })
  email!: string;

  @ApiProperty({ ...PASSWORD, minLength: 1 })
  @MaxLength(MAX_PASSWORD_LENGTH)
  @MinLength(1)
  @IsString()
  password!: string;
}

export class ChangePasswordRequest {
  @ApiProperty(PASSWORD)
  @MaxLength(MAX_PASSWORD_LENGTH)
  @MinLength(1)
  @IsString()
  currentPassword!: string;

  @ApiProperty({ ...PASSWORD, example: 'four wheels bad, two wheels good', minLength: MIN_PASSWORD_LENGTH })
  @MaxLength(MAX_PASSWORD_LENGTH)
  @MinLength(MIN_PASSWORD_LENGTH)
  @IsString()
  newPassword!: string;
}

export class RefreshTokenRequest {
  @ApiProperty({
    description: 'The refresh token that the last answer carried',
    example: '3q2-7wAAAAAAAAAAAAAAAA8mB2n4W6p0hVJkq0c3Y5tX1zLr9uEoTgSdFiHaKmQw2',
    minLength: 1,
    maxLength: 200,
  })
  @MaxLength(200)
  @MinLength(1)
  @IsString()
  refreshToken!: string;
}

export class SignedInResponse {
  @ApiProperty({ type: UserResponse }) user!: UserResponse;
  @ApiProperty({ description: 'For `Authorization: Bearer …`', example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9…' })
  accessToken!: string;
  @ApiProperty({
    description: 'Good for one use of auth/refresh',
    example: '3q2-7wAAAAAAAAAAAAAAAA8mB2n4W6p0hVJkq0c3Y5tX1zLr9uEoTgSdFiHaKmQw2',
  })
  refreshToken!: string;
  @ApiProperty({ description: 'Seconds that the access token holds', example: 900 }) expiresIn!: number;
}

export const toSignedInResponse = ({ user, ...tokens }: SignedIn): SignedInResponse => ({
  user: toUserResponse(user),
  ...tokens,
});
