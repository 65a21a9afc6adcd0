import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
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
  private readonly routes = new Map<object, RouteInstruments>();
  private readonly durations: Histogram<'method' | 'route'>;
  private readonly refused: Counter<'code'>;

  constructor(
    private readonly host: HttpAdapterHost,
    instruments: Instruments,
  ) {
    instruments.counter('bpt_http_requests_total', 'Requests answered', ['method', 'route', 'status'], (counter) => {
      for (const { labels, byStatus } of this.routes.values()) {
        for (const [status, count] of byStatus) counter.inc({ ...labels, status }, count);
        byStatus.clear();
      }
    });
    this.durations = instruments.duration('bpt_http_request_duration_seconds', 'Time to the end of the answer', {
      labelNames: ['method', 'route'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10],
    });
    this.refused = instruments.counter('bpt_http_requests_refused_total', 'Requests told to come again', ['code']);
  }

  onModuleInit(): void {
    const fastify = fastifyOf(this.host);
    fastify?.addHook('onSend', (request, reply, payload, done) => {
      if (REFUSED.has(reply.statusCode) && !PROBES.test(request.url)) this.countRefusal(payload);
      done();
    });
    fastify?.addHook('onResponse', (request, reply, done) => {
      this.countAnswer(request, reply);
      done();
    });
  }

  private countAnswer(request: FastifyRequest, reply: FastifyReply): void {
    const { config } = request.routeOptions;
    let route = this.routes.get(config);
    if (!route) {
      const labels = { method: request.method, route: config.url ?? 'none' };
      route = { labels, duration: this.durations.labels(labels), byStatus: new Map() };
      this.routes.set(config, route);
    }
    route.duration.observe(reply.elapsedTime / 1000);
    route.byStatus.set(reply.statusCode, (route.byStatus.get(reply.statusCode) ?? 0) + 1);
  }

  private countRefusal(payload: unknown): void {
    const code = typeof payload === 'string' ? CODE.exec(payload)?.[1] : undefined;
    this.refused.inc({ code: code ?? 'UNKNOWN' });
  }
}
