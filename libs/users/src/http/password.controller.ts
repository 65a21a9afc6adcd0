import { Body, Controller, HttpCode, HttpStatus, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiErrors, CurrentPrincipal, type Origin, type Principal, RequestOrigin, RequireScope } from '#platform';

import { PasswordChange } from '../auth/password-change.service';
import { ChangePasswordRequest } from './auth.dto';

@ApiTags('sessions')
@RequireScope('account')
@Controller('users/me/password')
export class PasswordController {
  constructor(private readonly passwords: PasswordChange) {}

  @Put()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Change the password, and end all other sessions',
    description: 'What is tried here counts as a sign-in. API keys go on: revoke those that somebody else may have.',
  })
  @ApiNoContentResponse({ description: 'Changed' })
  @ApiErrors(400, 401, 403, 429)
  async change(
    @CurrentPrincipal() principal: Principal,
    @Body() change: ChangePasswordRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    await this.passwords.change(principal, change, origin);
  }
}
