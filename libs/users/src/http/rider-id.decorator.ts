import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { type ApiRequest, InvalidError, isObjectId, NotFoundError } from '#platform';

function riderIn(context: ExecutionContext): { id: string; own: string } {
  const { params, principal } = context.switchToHttp().getRequest<ApiRequest>();
  if (!principal) throw new Error('The id of a rider stands on a route that no guard protects');
  const { id } = params as { id?: unknown };
  const own = principal.userId;
  if (id === 'me') return { id: own, own };
  if (!isObjectId(id)) throw InvalidError.field('id', 'must be "me" or a 24-digit hexadecimal id');
  return { id: id.toLowerCase(), own };
}

/**
 * The rider whom `:id` of the route names, `me` resolved; anybody's.
 * @throws InvalidError for what is no id
 */
export const RiderId = createParamDecorator((_: unknown, context: ExecutionContext): string => riderIn(context).id);

/**
 * The rider whom `:id` of the route names, `me` resolved, who must be the one who asks.
 * @throws InvalidError for what is no id
 * @throws NotFoundError for somebody else's, as for one that does not exist
 */
export const OwnRiderId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { id, own } = riderIn(context);
  if (id !== own) throw NotFoundError.of('User');
  return id;
});
