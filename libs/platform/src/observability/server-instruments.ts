import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { RedisConnections } from '../redis/redis-connections';
import { Instruments } from './instruments';

const TIME_LIMIT = 2_000;

/**
 * How MongoDB and Redis answer, as this program sees it, at the moment when somebody looks. Every command could be
 * timed, but at a price: MongoDB's driver then unpacks each answer twice, and ioredis copies each argument.
 */
@Injectable()
export class ServerInstruments {
  private inUse = 0;
  private waiting = 0;

  constructor(
    instruments: Instruments,
    private readonly redis: RedisConnections,
    @InjectConnection() private readonly connection: Connection,
  ) {
    const client = this.connection.getClient();
    client.on('connectionCheckOutStarted', () => (this.waiting += 1));
    client.on('connectionCheckOutFailed', () => (this.waiting -= 1));
    client.on('connectionCheckedOut', () => {
      this.waiting -= 1;
      this.inUse += 1;
    });
    client.on('connectionCheckedIn', () => (this.inUse -= 1));
    instruments.gauge('bpt_mongodb_pool_in_use', 'Connections that serve a command or a transaction', [], (gauge) =>
      gauge.set(this.inUse),
    );
    instruments.gauge('bpt_mongodb_pool_waiting', 'Commands that wait for a connection', [], (gauge) =>
      gauge.set(this.waiting),
    );
    instruments.gauge(
      'bpt_mongodb_ping_seconds',
      'Round trip to the primary; missing without answer',
      [],
      async (gauge) => gauge.set(await timed(() => this.pingMongo())),
    );
    instruments.gauge('bpt_redis_ping_seconds', 'Round trip to Redis; missing without answer', [], async (gauge) =>
      gauge.set(await timed(() => this.redis.commands.ping())),
    );
  }

  private async pingMongo(): Promise<void> {
    await this.connection.db?.admin().command({ ping: 1 }, { timeoutMS: TIME_LIMIT });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
