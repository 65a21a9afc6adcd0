import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import {
  ApiErrors,
  Audited,
  AuditTrail,
  CurrentPrincipal,
  ForbiddenError,
  Idempotent,
  InvalidError,
  ObjectIdPipe,
  type Origin,
  type Principal,
  RequestOrigin,
  RequireScope,
  subjectOf,
} from '#platform';

import { ApiKeysService } from '../auth/api-keys.service';
import {
  ApiKeyResponse,
  CreateApiKeyRequest,
  CreatedApiKeyResponse,
  toApiKeyResponse,
  toCreatedApiKeyResponse,
} from './api-key.dto';

@ApiTags('api-keys')
@ApiErrors(400, 401, 403)
@RequireScope('account')
@Controller('users/me/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly trail: AuditTrail,
  ) {}

  @Post()
  @Idempotent()
  @ApiOperation({
    summary: 'Make an API key',
    description: 'The answer is the only one that ever shows the key. A key can pass on no scope that its maker lacks.',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyResponse })
  @ApiErrors(409)
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() { name, expiresAt, scopes = [...principal.scopes] }: CreateApiKeyRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<CreatedApiKeyResponse> {
    const beyond = scopes.find((scope) => !principal.scopes.includes(scope));
    if (beyond) throw new ForbiddenError('SCOPE_MISSING', `This credential lacks the scope "${beyond}"`);
    const { stored, key } = await this.keys.create(principal.userId, { name, scopes, expiresAt: toDate(expiresAt) });
    const details = { subject: stored._id.toString(), detail: scopes.join(' ') };
    this.trail.record('api_key.created', principal, origin, details);
    return toCreatedApiKeyResponse(stored, key);
  }

  @Get()
  @ApiOperation({ summary: "One's API keys, without the keys themselves" })
  @ApiOkResponse({ type: [ApiKeyResponse] })
  async list(@CurrentPrincipal() { userId }: Principal): Promise<ApiKeyResponse[]> {
    return (await this.keys.list(userId)).map(toApiKeyResponse);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Revoke an API key; no process takes it any more after 5 s, and its event streams end' })
  @ApiNoContentResponse({ description: 'Revoked' })
  @ApiErrors(404)
  @Audited('api_key.revoked', subjectOf)
  async remove(@CurrentPrincipal() { userId }: Principal, @Param('id', ObjectIdPipe) id: string): Promise<void> {
    await this.keys.remove(userId, id);
  }
}

/** ISO 8601 knows forms that JavaScript does not, weeks and ordinal days among them. */
function toDate(text: string | null | undefined): Date | null {
  if (text === null || text === undefined) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw InvalidError.field('expiresAt', 'must be a date and time');
  return date;
}
