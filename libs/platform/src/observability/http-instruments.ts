import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Counter, type Histogram } from 'prom-client';

import { fastifyOf } from '../http/fastify-of';
import { Instruments } from './instruments';

/** The series of one route, held so that an answer costs no look-up by label. */
interface RouteInstruments {
  labels: { method: string; route: string };
  duration: Histogram.Internal<'method' | 'route'>;
  /** Answers that nobody has looked at yet. */
  byStatus: Map<number, number>;
}

const REFUSED = new Set([429, 503]);
/** A probe that is told "not ready" is told all it wanted: nobody has to come again. */
const PROBES = /^\/health(\/|$)/;
const CODE = /"code":"([A-Z_]{1,64})"/;

/** Counts what HTTP answers, by the pattern of the route and never by the path: paths are without number. */
@Injectable()
export class HttpInstruments implements OnModuleInit {
  /** By method and pattern. */
  private readonly routes = new Map<string, Map<string, RouteInstruments>>();
  private readonly durations: Histogram<'method' | 'route'>;
  private readonly refusals: Counter<'code'>;

  constructor(
    private readonly host: HttpAdapterHost,
    instruments: Instruments,
  ) {
    instruments.counter('bpt_http_requests_total', 'Requests answered', ['method', 'route', 'status'], (counter) => {
      for (const { labels, byStatus } of [...this.routes.values()].flatMap((routes) => [...routes.values()])) {
        for (const [status, count] of byStatus) counter.inc({ ...labels, status }, count);
        byStatus.clear();
      }
    });
    this.durations = instruments.duration('bpt_http_request_duration_seconds', 'Time to the end of the answer', {
      labelNames: ['method', 'route'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10],
    });
    this.refusals = instruments.counter('bpt_http_requests_refused_total', 'Requests told to come again', ['code']);
  }

  onModuleInit(): void {
    const fastify = fastifyOf(this.host);
    fastify?.addHook('onSend', (request, reply, payload, done) => {
      if (!PROBES.test(request.url)) this.refused(reply.statusCode, payload);
      done();
    });
    fastify?.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.config.url ?? 'none';
      this.answered(request.method, route, reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /** @param pattern of the route */
  answered(method: string, pattern: string, status: number, milliseconds: number): void {
    const route = this.routes.get(method)?.get(pattern) ?? this.newRoute(method, pattern);
    route.duration.observe(milliseconds / 1000);
    route.byStatus.set(status, (route.byStatus.get(status) ?? 0) + 1);
  }

  private newRoute(method: string, pattern: string): RouteInstruments {
    const labels = { method, route: pattern };
    const route = { labels, duration: this.durations.labels(labels), byStatus: new Map<number, number>() };
    const ofMethod = this.routes.get(method) ?? new Map<string, RouteInstruments>();
    this.routes.set(method, ofMethod.set(pattern, route));
    return route;
  }

  /** @param payload what was answered; an answer that tells nobody to come again does not count */
  refused(status: number, payload: unknown): void {
    if (!REFUSED.has(status)) return;
    const code = typeof payload === 'string' ? CODE.exec(payload)?.[1] : undefined;
    this.refusals.inc({ code: code ?? 'UNKNOWN' });
  }
}
