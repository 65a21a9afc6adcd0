import { hostname } from 'node:os';

import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { CONFIG, type Config, GracefulShutdown, Readiness, RedisConnections } from '#platform';

import { ChunkStore } from '../chunks/chunk-store';
import { KeyNames, SHARDS } from '../stream-keys';
import { IngestInstruments } from './ingest-instruments';
import { IngestLag } from './ingest-lag';
import { IngestLog } from './ingest-log';
import { ShardConsumer } from './shard-consumer';

/** The worker's part in every ingest log: one consumer a shard. */
@Injectable()
export class IngestConsumer implements OnApplicationBootstrap {
  private readonly logger = new Logger(IngestConsumer.name);
  private readonly consumers: ShardConsumer[] = [];
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
    private readonly chunks: ChunkStore,
    private readonly shutdown: GracefulShutdown,
    private readonly readiness: Readiness,
    private readonly lag: IngestLag,
    private readonly instruments: IngestInstruments,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const { ingest } = this.config;
    // Stays the same over a restart, so that a worker finds what it left pending itself.
    const name = ingest.workerName ?? `${hostname()}-${ingest.workerPort}`;
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const log = new IngestLog(shard, name, this.keys, this.redis.commands);
      this.consumers.push(new ShardConsumer(log, this.chunks, ingest, this.instruments));
    }
    this.running = Promise.all(this.consumers.map((consumer) => consumer.run()));
    this.shutdown.register('claiming', 'ingest consumer', () => this.consumers.forEach((consumer) => consumer.stop()));
    this.shutdown.register('inflight', 'ingest consumer', async () => {
      await this.running;
    });
    this.readiness.register('consumer', () => this.stuck());
    // A worker that starts with a backlog is all right, and must be let work.
    this.readiness.register('lag', () => this.behind(), { atStartup: false });
    this.logger.log(`consuming as ${name}`);
  }

  private stuck(): string | null {
    const oldest = Math.min(...this.consumers.map(({ aliveAt }) => aliveAt));
    const silent = Date.now() - oldest;
    return silent > this.config.ingest.stuckAfter ? `stuck for ${Math.round(silent / 1_000)} s` : null;
  }

  /** Whether points wait too long for their place in MongoDB, whichever worker should bring them there. */
  private async behind(): Promise<string | null> {
    const { maxLag } = this.config.ingest;
    if (maxLag === 0) return null;
    const oldest = Math.max(...(await this.lag.latest()).map(({ oldestAge }) => oldestAge));
    return oldest > maxLag ? `${Math.round(oldest / 1_000)} s behind` : null;
  }
}
