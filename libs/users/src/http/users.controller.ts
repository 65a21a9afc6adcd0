import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';

import { ApiErrors, type ApiRequest, Audited, CurrentPrincipal, type Principal, RequireScope } from '#platform';

import { FtpService } from '../ftp.service';
import { ProfileService } from '../profile.service';
import { UsersService } from '../users.service';
import { FtpHistoryEntryResponse, FtpResponse, SetFtpRequest, toFtpHistoryEntryResponse } from './ftp.dto';
import { OwnRiderId, RiderId } from './rider-id.decorator';
import { PublicUserResponse, toPublicUserResponse, toUserResponse, UpdateUserRequest, UserResponse } from './user.dto';

const SHARING = ['defaultVisibility', 'sharePosition'];
const ID = { name: 'id', description: "A rider's id, or `me`", example: 'me' };

@ApiTags('users')
@ApiErrors(400, 401, 403, 404)
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly profiles: ProfileService,
    private readonly ftp: FtpService,
  ) {}

  @Get('me')
  @RequireScope('read')
  @ApiOperation({ summary: "One's own profile and settings" })
  @ApiOkResponse({ type: UserResponse })
  async me(@CurrentPrincipal() { userId }: Principal): Promise<UserResponse> {
    return toUserResponse(await this.users.get(userId));
  }

  @Patch('me')
  @RequireScope('account')
  @Audited('settings.sharing_set', sharingSet)
  @ApiOperation({
    summary: 'Change profile and settings',
    description:
      'What is left out stays; null clears displayName, avatarUrl, ftp, maxHr and weight. A new FTP is dated.',
  })
  @ApiOkResponse({ type: UserResponse })
  async update(@CurrentPrincipal() { userId }: Principal, @Body() changes: UpdateUserRequest): Promise<UserResponse> {
    return toUserResponse(await this.profiles.update(userId, changes));
  }

  @Get(':id')
  @RequireScope('read')
  @ApiParam(ID)
  @ApiExtraModels(UserResponse, PublicUserResponse)
  @ApiOperation({ summary: 'A rider: oneself in full, others by name once they share something public' })
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(UserResponse) }, { $ref: getSchemaPath(PublicUserResponse) }] },
  })
  async find(
    @RiderId() id: string,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<UserResponse | PublicUserResponse> {
    if (id === userId) return toUserResponse(await this.users.get(id));
    return toPublicUserResponse(await this.users.publicProfile(id));
  }

  @Put(':id/ftp')
  @RequireScope('write')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Set the FTP; it holds for rides from now on' })
  @ApiOkResponse({ type: FtpResponse })
  async setFtp(@OwnRiderId() id: string, @Body() { ftp, source = 'manual' }: SetFtpRequest): Promise<FtpResponse> {
    await this.ftp.setFtp(id, ftp, source);
    return { ftp };
  }

  @Get(':id/ftp-history')
  @RequireScope('read')
  @ApiParam(ID)
  @ApiOperation({ summary: 'All FTP values and since when each holds, newest first' })
  @ApiOkResponse({ type: [FtpHistoryEntryResponse] })
  async ftpHistory(@OwnRiderId() id: string): Promise<FtpHistoryEntryResponse[]> {
    return (await this.ftp.history(id)).map(toFtpHistoryEntryResponse);
  }
}

/** What others may see from now on; null when nothing was said of that. */
function sharingSet({ body }: ApiRequest): { detail: string } | null {
  const settings: Record<string, unknown> = { ...(body as UpdateUserRequest | undefined)?.settings };
  const set = SHARING.filter((name) => settings[name] !== undefined).map((name) => `${name} ${String(settings[name])}`);
  return set.length > 0 ? { detail: set.join(', ') } : null;
}
