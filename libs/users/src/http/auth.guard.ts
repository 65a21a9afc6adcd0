import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply } from 'fastify';

import {
  ALLOWS_TICKET,
  type ApiRequest,
  DirectRoutes,
  ForbiddenError,
  hasExpired,
  IS_PUBLIC,
  LargeBodies,
  type Principal,
  RateLimits,
  REQUIRED_SCOPE,
  Revocations,
  type Scope,
  UnauthenticatedError,
} from '#platform';
import { StreamTickets } from '#streams';

import { AccessTokens } from '../auth/access-tokens';
import { ApiKeysService } from '../auth/api-keys.service';
import { bearerToken } from './bearer';

/** Finds out who is asking and whether they may. Every route is guarded unless it says that it is public. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly keys: ApiKeysService,
    private readonly tickets: StreamTickets,
    private readonly revocations: Revocations,
    private readonly limits: RateLimits,
    private readonly direct: DirectRoutes,
    largeBodies: LargeBodies,
  ) {
    largeBodies.admitBy(async (request, reply) => {
      await this.authenticate(request, reply, 'ingest', false);
      this.limits.assertRoom('ingest', request);
    });
  }

  /**
   * @throws UnauthenticatedError `CREDENTIALS_MISSING`, `CREDENTIALS_INVALID`, `TOKEN_EXPIRED`, `API_KEY_EXPIRED` or
   * `TICKET_INVALID`
   * @throws ForbiddenError `SCOPE_MISSING`
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declared = <T>(name: string): T | undefined =>
      this.reflector.getAllAndOverride<T | undefined>(name, [context.getHandler(), context.getClass()]);
    if (declared<boolean>(IS_PUBLIC)) return true;

    const request = context.switchToHttp().getRequest<ApiRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const ticketAllowed = declared<boolean>(ALLOWS_TICKET) ?? false;
    await this.authenticate(request, reply, declared<Scope>(REQUIRED_SCOPE), ticketAllowed);
    return true;
  }

  private async authenticate(
    request: ApiRequest,
    reply: FastifyReply,
    scope: Scope | undefined,
    ticketAllowed: boolean,
  ): Promise<void> {
    // Whoever was recognised a moment ago does not suffer from what others try from the same address.
    if (!this.direct.recognise(request)) this.limits.assertRoom('refusals', request);
    try {
      request.principal = await this.identify(request, ticketAllowed);
    } catch (error) {
      if (error instanceof UnauthenticatedError) {
        void reply.header('www-authenticate', challenge(error));
        if (error.code !== 'CREDENTIALS_MISSING') this.limits.take('refusals', request);
      }
      throw error;
    }
    // A route without one does not come so far, see DeclaredAccess.
    if (scope === undefined || !request.principal.scopes.includes(scope))
      throw new ForbiddenError('SCOPE_MISSING', `This credential lacks the scope "${scope ?? 'none'}"`);
  }

  private async identify(request: ApiRequest, ticketAllowed: boolean): Promise<Principal> {
    const { authorization, 'x-api-key': apiKey } = request.headers;
    if (typeof apiKey === 'string' && apiKey !== '') return this.keys.verify(apiKey.trim());
    if (authorization !== undefined && authorization !== '') {
      const token = bearerToken(authorization);
      if (token === null)
        throw new UnauthenticatedError(
          'CREDENTIALS_INVALID',
          'The Authorization header must be "Bearer <access token>"',
        );
      return this.tokens.verify(token);
    }
    const { ticket } = (request.query ?? {}) as { ticket?: unknown };
    if (ticketAllowed && ticket !== undefined) return this.redeem(ticket, request);
    throw new UnauthenticatedError('CREDENTIALS_MISSING', 'Send an X-API-Key header or a Bearer access token');
  }

  /** A ticket opens the one stream it was made for; a route that names none shows its bearer no other. */
  private async redeem(ticket: unknown, request: ApiRequest): Promise<Principal> {
    const redeemed = typeof ticket === 'string' ? await this.tickets.redeem(ticket) : null;
    const { name } = (request.params ?? {}) as { name?: string };
    const good = redeemed && !hasExpired(redeemed) && !this.revocations.has(redeemed.credential);
    if (!good || (name !== undefined && name !== redeemed.streamName))
      throw new UnauthenticatedError(
        'TICKET_INVALID',
        'The ticket was used before, has expired or is for another stream',
      );
    return { ...redeemed, scopes: ['read'], via: 'ticket' };
  }
}

/** RFC 6750: without credentials no error is named. */
function challenge({ code }: UnauthenticatedError): string {
  const realm = 'Bearer realm="bike-power-tracker"';
  return code === 'CREDENTIALS_MISSING' ? realm : `${realm}, error="invalid_token"`;
}
