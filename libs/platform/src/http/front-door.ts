import { type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type Server } from 'node:http';

import { Injectable } from '@nestjs/common';

import { type Principal, type Scope } from '../access/principal';
import { type RateLimitName, RateLimits } from '../rate-limits/rate-limits';
import { BODY_LIMIT } from './body-parsers';
import { DirectRoutes } from './direct-routes';
import { leaveBody, readBody } from './early-body';
import { type Answering, PlainAnswer } from './plain-answer';

/** What a request asks for, once its body is read; nothing has been done yet. */
export interface EarlyWork {
  /** Units of its limit that it uses up. */
  cost: number;
  begin(): Promise<object>;
}
/** @returns null for "not this one" */
export type EarlyReader = (name: string, body: Buffer, principal: Principal) => EarlyWork | null;

export interface EarlyRoute {
  /** Before and behind the one parameter, e.g. `/api/streams/` and `/points`. */
  path: readonly [before: string, behind: string];
  /** What the parameter may be: nothing that would have to be decoded. */
  parameter: RegExp;
  /** As Fastify has it. */
  pattern: string;
  scope: Scope;
  limit: RateLimitName;
  read: EarlyReader;
}

interface EarlyCall {
  route: EarlyRoute;
  name: string;
  principal: Principal;
}

/** What only the usual way knows what to do with. */
const UNUSUAL: readonly (keyof IncomingHttpHeaders)[] = [
  'idempotency-key',
  'origin',
  'content-encoding',
  'transfer-encoding',
  'expect',
  'upgrade',
];
const MAX_HEADERS = 50;
/** How long a body may take to come, ms: whose it is was found out before, and must hold still. */
const PATIENCE = 100;
const LENGTH = /^[1-9]\d{0,6}$/;

/**
 * A short cut before Fastify, for the most usual form of the few requests that riders send every second: what a framework does
 * for a request, before and behind its handler, takes as long as reading it and adding its points together. Whatever has
 * anything unusual about it is let through to Fastify, also when its body was read already, before anything has been done.
 */
@Injectable()
export class FrontDoor {
  private readonly routes: EarlyRoute[] = [];

  constructor(
    private readonly direct: DirectRoutes,
    private readonly limits: RateLimits,
  ) {}

  post(route: EarlyRoute): void {
    this.routes.push(route);
  }

  /** Puts itself before what the server does with requests; to be called once, when nothing has been asked yet. */
  open(server: Server, answering: Answering): void {
    if (this.routes.length === 0) return;
    const [usual] = server.listeners('request').slice(-1) as RequestListener[];
    if (!usual) throw new Error('there is nobody to let requests through to');
    server.off('request', usual);
    server.on('request', (request, response) => {
      const call = this.callOf(request);
      if (!call) return usual(request, response);
      const answer = new PlainAnswer(request, response, answering);
      readBody(request, (body) => {
        if (answer.age < PATIENCE && this.begin(call, body, answer)) return;
        leaveBody(request, body);
        usual(request, response);
      });
    });
  }

  /** What is asked for, as far as it can be known before the body is there; null for what goes the usual way. */
  private callOf(request: IncomingMessage): EarlyCall | null {
    const { method, url = '' } = request;
    const route = method === 'POST' ? this.routeOf(url) : undefined;
    if (!route) return null;
    const name = url.slice(route.path[0].length, -route.path[1].length);
    if (!route.parameter.test(name) || isUnusual(request)) return null;
    const principal = this.direct.recognise(request);
    return principal?.scopes.includes(route.scope) ? { route, name, principal } : null;
  }

  private routeOf(url: string): EarlyRoute | undefined {
    for (const route of this.routes) if (url.startsWith(route.path[0]) && url.endsWith(route.path[1])) return route;
    return undefined;
  }

  /** @returns whether it has been begun; what is beyond its limit has not, and is counted where it is refused */
  private begin({ route, name, principal }: EarlyCall, body: Buffer, answer: PlainAnswer): boolean {
    const work = route.read(name, body, principal);
    if (!work) return false;
    const standing = this.limits.use(route.limit, principal, work.cost);
    if (standing.allowed) answer.follow(work.begin(), route.pattern, principal, standing);
    return standing.allowed;
  }
}

function isUnusual({ headers, rawHeaders }: IncomingMessage): boolean {
  if (headers['content-type'] !== 'application/json' || rawHeaders.length > 2 * MAX_HEADERS) return true;
  const length = headers['content-length'];
  if (length === undefined || !LENGTH.test(length) || Number(length) > BODY_LIMIT) return true;
  for (const name of UNUSUAL) if (headers[name] !== undefined) return true;
  return false;
}
