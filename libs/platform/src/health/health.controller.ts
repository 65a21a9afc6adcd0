import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthIndicatorFunction, type HealthIndicatorResult } from '@nestjs/terminus';
import { type FastifyReply } from 'fastify';

import { Public } from '../http/decorators';
import { HealthChecks } from './health-checks';
import { HealthResponse, ProbeResponse } from './health.dto';

/** For probes and people. Liveness touches no dependency: a dead database is no reason to restart this process. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  private started = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: HealthChecks,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How the service is: MongoDB and Redis asked for real' })
  @ApiOkResponse({ type: HealthResponse })
  @ApiResponse({ status: 503, type: HealthResponse, description: 'Something is disconnected' })
  async overview(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthResponse> {
    const results = await this.run([this.checks.mongodb, this.checks.redisPing]);
    const state = (name: string): string => (results[name]?.status === 'up' ? 'connected' : 'disconnected');
    const ok = state('mongodb') === 'connected' && state('redis') === 'connected';
    if (!ok) void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return {
      status: ok ? 'ok' : 'degraded',
      mongodb: state('mongodb'),
      redis: state('redis'),
      database: state('mongodb'),
      timestamp: new Date().toISOString(),
    };
  }

  @Get('live')
  @ApiOperation({ summary: 'Whether the process lives; asks nothing of any other' })
  @ApiOkResponse({ type: ProbeResponse })
  live(): ProbeResponse {
    return { status: 'ok', checks: {} };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether it can serve now, and what is missing' })
  @ApiOkResponse({ type: ProbeResponse })
  @ApiResponse({ status: 503, type: ProbeResponse })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProbeResponse> {
    return this.probe(reply, 'always');
  }

  /** Holds once the program has been ready; from then on readiness tells. */
  @Get('startup')
  @ApiOperation({ summary: 'Whether it has been ready once' })
  @ApiOkResponse({ type: ProbeResponse })
  @ApiResponse({ status: 503, type: ProbeResponse })
  async startup(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProbeResponse> {
    if (this.started) return this.live();
    const answer = await this.probe(reply, 'startup');
    this.started = answer.status === 'ok';
    return answer;
  }

  private async probe(reply: FastifyReply, moment: 'startup' | 'always'): Promise<ProbeResponse> {
    const { checks: all } = this;
    const results = await this.run([all.mongodb, all.redisPing, ...all.registered(moment)]);
    const ok = Object.values(results).every(({ status }) => status === 'up');
    if (!ok) void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    const checks = Object.entries(results).map(([name, { status, reason }]) => [
      name,
      status === 'up' ? 'up' : String(reason ?? 'down'),
    ]);
    return { status: ok ? 'ok' : 'unavailable', checks: Object.fromEntries(checks) as Record<string, string> };
  }

  /** Terminus answers a failed check with an exception; here the answer is wanted either way. */
  private async run(indicators: HealthIndicatorFunction[]): Promise<HealthIndicatorResult> {
    try {
      return (await this.health.check(indicators)).details;
    } catch (error) {
      const response = (error as { getResponse?: () => { details?: HealthIndicatorResult } }).getResponse?.();
      if (!response?.details) throw error;
      return response.details;
    }
  }
}
