import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiErrors, CurrentPrincipal, type Principal, RequireScope } from '#platform';

import { AuditLog } from '../audit/audit-log.service';
import { AuditEntryResponse, AuditQuery, toAuditEntryResponse } from './audit.dto';

@ApiTags('sessions')
@RequireScope('account')
@Controller('users/me/audit')
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @ApiOperation({
    summary: 'What happened to your account, newest first',
    description: 'Sign-ins, keys, sessions, passwords, deletions and visibility: who, what, when and from where.',
  })
  @ApiOkResponse({ type: [AuditEntryResponse] })
  @ApiErrors(400, 401, 403)
  async list(
    @CurrentPrincipal() { userId }: Principal,
    @Query() { limit, before }: AuditQuery,
  ): Promise<AuditEntryResponse[]> {
    return (await this.log.list(userId, limit, before)).map(toAuditEntryResponse);
  }
}
