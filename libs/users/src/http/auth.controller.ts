import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiErrors, type Origin, Public, RateLimit, RequestOrigin } from '#platform';

import { AuthService } from '../auth/auth.service';
import { LoginRequest, RefreshTokenRequest, RegisterRequest, SignedInResponse, toSignedInResponse } from './auth.dto';

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('register')
  @ApiOperation({ summary: 'Open an account and sign in' })
  @ApiCreatedResponse({ type: SignedInResponse })
  @ApiErrors(400, 409, 429)
  async register(@Body() body: RegisterRequest, @RequestOrigin() origin: Origin): Promise<SignedInResponse> {
    return toSignedInResponse(await this.auth.register(body, origin));
  }

  @Post('login')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Sign in' })
  @ApiOkResponse({ type: SignedInResponse })
  @ApiErrors(400, 401, 429)
  async login(@Body() { email, password }: LoginRequest, @RequestOrigin() origin: Origin): Promise<SignedInResponse> {
    return toSignedInResponse(await this.auth.login(email, password, origin));
  }

  @Post('refresh')
  @RateLimit('refreshes')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Stay signed in: trade the refresh token for new tokens',
    description: 'A refresh token is good for one use. Used again later than 10 s, it ends the session.',
  })
  @ApiOkResponse({ type: SignedInResponse })
  @ApiErrors(400, 401)
  async refresh(
    @Body() { refreshToken }: RefreshTokenRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<SignedInResponse> {
    return toSignedInResponse(await this.auth.refresh(refreshToken, origin));
  }

  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Sign out: the session and its refresh tokens end' })
  @ApiNoContentResponse({ description: 'Signed out, also when nobody was signed in' })
  @ApiErrors(400)
  async logout(@Body() { refreshToken }: RefreshTokenRequest, @RequestOrigin() origin: Origin): Promise<void> {
    await this.auth.logout(refreshToken, origin);
  }
}
