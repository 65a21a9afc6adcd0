import { Inject, Injectable, Logger } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config';
import { UnavailableError } from '../errors';
import { RedisConnections } from './redis-connections';

const REFRESH_AFTER = 1_000;

/**
 * Refuses new work before Redis is full: with `noeviction` a full Redis fails every write, also those that would
 * make room again. The state is read at most once a second, and only while work arrives.
 */
@Injectable()
export class RedisMemory {
  private readonly logger = new Logger(RedisMemory.name);
  private checkedAt = 0;
  private full = false;

  constructor(
    private readonly connections: RedisConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws UnavailableError while more than the configured share of `maxmemory` is used */
  assertRoom(): void {
    const now = Date.now();
    if (now - this.checkedAt > REFRESH_AFTER) {
      this.checkedAt = now;
      void this.refresh();
    }
    if (this.full)
      throw new UnavailableError('STORAGE_FULL', 'The server is short of memory, please send this again later', 10);
  }

  private async refresh(): Promise<void> {
    const info = await this.connections.commands.info('memory').catch(() => '');
    const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0);
    const limit = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
    const full = limit > 0 && used * 100 >= limit * this.config.redis.memoryLimitPercent;
    if (full !== this.full)
      this.logger.warn(full ? 'memory limit reached, refusing new work' : 'below the memory limit again');
    this.full = full;
  }
}
