import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';

import { CONFIG, type Config } from '../config/config';
import { reasonOf } from '../logging/reason-of';
import { Instruments } from './instruments';

/** Coarse enough to cost nothing. */
const EVENT_LOOP_PRECISION = 20;

/**
 * `/metrics` on a port of its own, so that no proxy which publishes the service publishes its insides. A port that
 * cannot be had is no reason not to serve riders: it is said in the log, and that is all.
 */
@Injectable()
export class MetricsServer implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Metrics');
  private server: Server | undefined;

  constructor(
    private readonly instruments: Instruments,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    if (this.config.metrics.port === 0) return;
    this.instruments.register((register) =>
      collectDefaultMetrics({ register, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION }),
    );
  }

  onApplicationBootstrap(): void {
    const { port, host } = this.config.metrics;
    if (port === 0) return;
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on('error', (error) => this.logger.warn(`no /metrics: ${error.message}`));
    this.server.listen(port, host, () => this.logger.log(`/metrics on ${host}:${port}`));
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const [path] = (request.url ?? '').split('?');
    if (path !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    try {
      const { contentType, text } = await this.instruments.exposition();
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : text);
    } catch (error) {
      this.logger.error(`the metrics could not be written: ${reasonOf(error)}`);
      response.writeHead(500).end();
    }
  }
}
