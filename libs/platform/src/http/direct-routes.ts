import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';

import { type Principal, type Scope } from '../access/principal';
import { type ApiRequest } from './api-request';
import { answerError } from './answer-error';
import { fastifyOf } from './fastify-of';

/**
 * What a route does for a request that has nothing unusual about it.
 * @returns the answer to come, or null for "not this one", before anything has been done
 */
export type DirectHandler = (request: FastifyRequest, principal: Principal) => Promise<object> | null;
/** Who is asking, when that is known without asking anybody else; null otherwise. */
export type QuickIdentity = (request: FastifyRequest) => Principal | null;

interface DirectRoute {
  method: string;
  url: string;
  scope: Scope;
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

  constructor(host: HttpAdapterHost) {
    fastifyOf(host)?.addHook('onRoute', (route) => this.shorten(route));
  }

  identifyBy(identity: QuickIdentity): void {
    this.identify = identity;
  }

  /**
   * To be called before the routes are made: in a constructor.
   * @param url as Fastify has it, `/api/streams/:name/points`
   * @param scope that a credential must have
   */
  post(url: string, scope: Scope, handle: DirectHandler): void {
    this.routes.push({ method: 'POST', url, scope, handle });
  }

  private shorten(route: RouteOptions): void {
    const direct = this.routes.find(({ method, url }) => method === route.method && url === route.url);
    if (!direct) return;
    const usual = route.handler;
    const identify = (request: FastifyRequest): Principal | null => this.identify(request);
    route.handler = function (request, reply) {
      const principal = identify(request);
      const usable = principal?.scopes.includes(direct.scope) && request.headers['idempotency-key'] === undefined;
      const answer = principal && usable ? direct.handle(request, principal) : null;
      if (answer === null) return usual.call(this, request, reply);
      (request as ApiRequest).principal = principal ?? undefined;
      send(answer, request, reply);
      return undefined;
    };
  }
}

function send(answer: Promise<object>, request: FastifyRequest, reply: FastifyReply): void {
  answer.then(
    (body) => void reply.send(body),
    (error: unknown) => answerError(error, request, reply),
  );
}
