import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply } from 'fastify';
import { type Observable } from 'rxjs';

import { type ApiRequest } from '../http/api-request';
import { type ChargeOf, RATE_LIMIT } from './rate-limit.decorator';
import { RateLimits, secondsUntilReset, tooMany } from './rate-limits';
import { type Standing } from './shared-count';

/** Counts every request of somebody who is known, and those that say under which limit they fall. */
@Injectable()
export class RateLimitInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  /** @throws TooManyRequestsError TOO_MANY_REQUESTS */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const chargeOf = this.reflector.getAllAndOverride<ChargeOf | undefined>(RATE_LIMIT, [
      context.getHandler(),
      context.getClass(),
    ]);
    const { limit, cost } = chargeOf?.(request) ?? { limit: request.method === 'GET' ? 'reads' : 'writes' };
    // A short cut that was not taken in the end has counted it already.
    const standing = request.standing ?? this.limits.take(limit, request, cost);
    if (standing) {
      showStanding(http.getResponse<FastifyReply>(), standing);
      if (!standing.allowed) throw tooMany(standing);
    }
    return next.handle();
  }
}

/** The three headers that clients know best; draft-ietf-httpapi-ratelimit-headers had them up to version 6. */
export function showStanding(reply: FastifyReply, standing: Standing): void {
  void reply
    .header('ratelimit-limit', standing.limit)
    .header('ratelimit-remaining', standing.remaining)
    .header('ratelimit-reset', secondsUntilReset(standing));
}
