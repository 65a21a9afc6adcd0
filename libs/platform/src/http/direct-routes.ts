import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';

import { type Principal, type Scope } from '../access/principal';
import { type ChargeOf } from '../rate-limits/rate-limit.decorator';
import { showStanding } from '../rate-limits/rate-limit.interceptor';
import { RateLimits } from '../rate-limits/rate-limits';
import { type ApiRequest } from './api-request';
import { answerError } from './answer-error';
import { fastifyOf } from './fastify-of';

/**
 * What a route does for a request that has nothing unusual about it.
 * @returns the answer to come, or null for "not this one", before anything has been done
 */
export type DirectHandler = (request: FastifyRequest, principal: Principal) => Promise<object> | null;
/** Who is asking, when that is known without asking anybody else; null otherwise. */
export type QuickIdentity = (request: Pick<FastifyRequest, 'headers'>) => Principal | null;

interface DirectRoute {
  method: string;
  url: string;
  scope: Scope;
  chargeOf: ChargeOf;
  handle: DirectHandler;
}

/**
 * Short cuts for the few routes that take a request a second from every rider. What Nest does before a handler (guards,
 * pipes, interceptors) takes several times as long as the handler itself; here it is left out for requests that it would only
 * wave through. All others, and everything that is wrong, go the usual way: rules and errors exist once.
 */
@Injectable()
export class DirectRoutes {
  private readonly routes: DirectRoute[] = [];
  private identify: QuickIdentity = () => null;

  constructor(
    host: HttpAdapterHost,
    private readonly limits: RateLimits,
  ) {
    fastifyOf(host)?.addHook('onRoute', (route) => this.shorten(route));
  }

  identifyBy(identity: QuickIdentity): void {
    this.identify = identity;
  }

  /** Who is asking, if it was found out within the last seconds and holds still. */
  recognise(request: Pick<FastifyRequest, 'headers'>): Principal | null {
    return this.identify(request);
  }

  /**
   * To be called before the routes are made: in a constructor.
   * @param url as Fastify has it, `/api/streams/:name/points`
   * @param scope that a credential must have
   * @param chargeOf what the route is charged the usual way
   */
  post(url: string, scope: Scope, chargeOf: ChargeOf, handle: DirectHandler): void {
    this.routes.push({ method: 'POST', url, scope, chargeOf, handle });
  }

  private shorten(route: RouteOptions): void {
    const direct = this.routes.find(({ method, url }) => method === route.method && url === route.url);
    if (!direct) return;
    const usual = route.handler;
    const attempt = (request: ApiRequest): Promise<object> | null => this.attempt(direct, request);
    route.handler = function (request: ApiRequest, reply) {
      const answer = attempt(request);
      if (answer === null) return usual.call(this, request, reply);
      if (request.standing) showStanding(reply, request.standing);
      send(answer, request, reply);
      return undefined;
    };
  }

  private attempt({ scope, chargeOf, handle }: DirectRoute, request: ApiRequest): Promise<object> | null {
    const principal = this.identify(request);
    if (!principal?.scopes.includes(scope) || request.headers['idempotency-key'] !== undefined) return null;
    request.principal = principal;
    const { limit, cost } = chargeOf(request);
    request.standing = this.limits.take(limit, request, cost) ?? undefined;
    const answer = request.standing?.allowed === false ? null : handle(request, principal);
    // Nobody asks for it any more, and many requests wait at a time.
    if (answer) request.body = undefined;
    return answer;
  }
}

function send(answer: Promise<object>, request: FastifyRequest, reply: FastifyReply): void {
  answer.then(
    (body) => void reply.send(body),
    (error: unknown) => answerError(error, request, reply),
  );
}
