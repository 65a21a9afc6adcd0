import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import {
  ApiErrors,
  Audited,
  CurrentPrincipal,
  NotFoundError,
  ObjectIdPipe,
  type Principal,
  RequireScope,
  subjectOf,
} from '#platform';

import { sessionIdOf, SessionsService } from '../sessions.service';
import { SessionResponse, toSessionResponse } from './session.dto';

/** Where a rider is signed in. API keys are no sessions: they go on until they are revoked. */
@ApiTags('sessions')
@ApiErrors(401, 403)
@RequireScope('account')
@Controller('users/me/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @ApiOperation({ summary: 'Where you are signed in, the session used last first, at most 100' })
  @ApiOkResponse({ type: [SessionResponse] })
  async list(@CurrentPrincipal() principal: Principal): Promise<SessionResponse[]> {
    const sessions = await this.sessions.list(principal.userId);
    return sessions.map((session) => toSessionResponse(session, principal));
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'End all sessions but the one that asks; with an API key, all',
    description: 'Their access tokens and open event streams end within 5 s, in every process.',
  })
  @ApiNoContentResponse({ description: 'Ended' })
  @Audited('session.others_ended', () => ({}))
  async endOthers(@CurrentPrincipal() { userId, credential }: Principal): Promise<void> {
    await this.sessions.endOthers(userId, sessionIdOf(credential));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'End a session, also the one that asks',
    description: 'Its access tokens and open event streams end within 5 s, in every process.',
  })
  @ApiNoContentResponse({ description: 'Ended' })
  @ApiErrors(400, 404)
  @Audited('session.ended', subjectOf)
  async end(@CurrentPrincipal() { userId }: Principal, @Param('id', ObjectIdPipe) id: string): Promise<void> {
    if (!(await this.sessions.endOne(userId, id))) throw NotFoundError.of('Session');
  }
}
