import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type Connection } from 'mongoose';

import { RedisConnections } from '../redis/redis-connections';
import { within } from '../within';
import { Readiness } from './readiness';

const TIME_LIMIT = 2_000;
/** With such a word Redis begins the answer that it refuses: `MISCONF` where its disk is full, `LOADING`, `NOAUTH`. */
const REFUSAL = /^([A-Z]{4,20})\b/;

/** Terminus indicators that ask for real: its own Mongoose check looks at `readyState` only, and it has none for ioredis. */
@Injectable()
export class HealthChecks {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @InjectConnection() private readonly connection: Connection,
    private readonly redis: RedisConnections,
    private readonly readiness: Readiness,
  ) {}

  mongodb = (): Promise<HealthIndicatorResult<'mongodb'>> =>
    this.answer('mongodb', async () => {
      const { db } = this.connection;
      if (!db) throw new Error('not connected');
      await db.admin().command({ ping: 1 }, { timeoutMS: TIME_LIMIT });
    });

  redisPing = (): Promise<HealthIndicatorResult<'redis'>> => this.answer('redis', () => this.redis.ping());

  /** Everything that was registered, as one indicator each. */
  registered(moment: 'startup' | 'always'): (() => Promise<HealthIndicatorResult>)[] {
    return this.readiness.entries(moment).map(([name, check]) => async () => {
      const reason = await within(TIME_LIMIT, async () => check()).catch(() => 'cannot be told');
      const session = this.indicators.check(name);
      return reason === null ? session.up() : session.down({ reason });
    });
  }

  private async answer<Name extends string>(
    name: Name,
    ping: () => Promise<unknown>,
  ): Promise<HealthIndicatorResult<Name>> {
    const session = this.indicators.check(name);
    try {
      await within(TIME_LIMIT, ping);
      return session.up();
    } catch (error) {
      return session.down({ reason: reasonOf(error) });
    }
  }
}

/** A message may name an address with a password in it: people get the fact, and of a refusal its first word. */
function reasonOf(error: unknown): string {
  const refusal = error instanceof Error && error.name === 'ReplyError' ? REFUSAL.exec(error.message)?.[1] : undefined;
  return refusal ? `answers ${refusal} to ping` : 'no answer to ping';
}
