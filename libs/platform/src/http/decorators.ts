import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

import { type Principal, type Scope } from '../access/principal';
import { type ApiRequest } from './api-request';

export const IS_PUBLIC = 'platform:is-public';
export const REQUIRED_SCOPE = 'platform:required-scope';
/** Marks public routes in the OpenAPI document, until it is finished. */
export const PUBLIC_EXTENSION = 'x-public';
export const ALLOWS_TICKET = 'platform:allows-ticket';

/** The route needs no credential. Everything else does. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(IS_PUBLIC, true), ApiExtension(PUBLIC_EXTENSION, true));

/** The credential must carry this scope. */
export const RequireScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(REQUIRED_SCOPE, scope);

/** The route takes a stream ticket in the query as well: browsers' EventSource cannot set headers. */
export const AllowTicket = (): MethodDecorator => SetMetadata(ALLOWS_TICKET, true);

/** The {@link Principal} of the request; on guarded routes it is always there. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<ApiRequest>();
  if (!principal) throw new Error('CurrentPrincipal stands on a route that no guard protects');
  return principal;
});
