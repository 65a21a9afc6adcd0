import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { RedisConnections } from '../redis/redis-connections';
import { Instruments } from './instruments';

const TIME_LIMIT = 2_000;

/** How MongoDB and Redis answer, as this program sees it. The times of MongoDB's commands: see MongoInstruments. */
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
    const durations = instruments.duration('bpt_redis_command_duration_seconds', 'Commands, from the question on', {
      labelNames: ['command'],
      buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1, 5],
    });
    this.redis.onCommand((command, seconds) => durations.observe({ command }, seconds));
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
