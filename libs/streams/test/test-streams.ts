import { type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Types } from 'mongoose';

import { type Config, GracefulShutdown, loadConfig, platformModules, RedisConnections } from '#platform';
import { dropDatabase, eventually, testMongoUri, testRedisUrl, uniqueKeyPrefix } from '#testing';

import { IngestLog } from '../src/ingest/ingest-log';
import { KeyNames } from '../src/stream-keys';
import { StreamsModule } from '../src/streams.module';

const quiet = (): void => undefined;

/** The streams library on real servers, with a database and a key prefix of its own. */
export class TestStreams {
  private constructor(
    private readonly module: TestingModule,
    readonly config: Config,
  ) {}

  static async start(name: string, options: { redisUrl?: string; modules?: Type[] } = {}): Promise<TestStreams> {
    const config = loadConfig('worker', {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      MONGODB_URI: testMongoUri(name),
      REDIS_URL: options.redisUrl ?? (await testRedisUrl()),
      REDIS_KEY_PREFIX: uniqueKeyPrefix(),
      INGEST_FLUSH_MS: '50',
      INGEST_CLAIM_IDLE_MS: '400',
    });
    const module = await Test.createTestingModule({
      imports: [...platformModules(config), StreamsModule, ...(options.modules ?? [])],
    })
      .setLogger({ log: quiet, warn: quiet, error: quiet })
      .compile();
    await module.init();
    return new TestStreams(module, config);
  }

  get<T>(type: Type<T>): T {
    return this.module.get(type, { strict: false });
  }

  get redis() {
    return this.get(RedisConnections).commands;
  }

  /** Waits for the subscription of a hub that watches something to stand (it may have been cut before), then cuts it. */
  async cutSubscriber(): Promise<void> {
    // Every hub that had a viewer once stays with the announcements.
    const watching = / sub=([2-9]|\d\d)/;
    const ours = `db=${this.redis.options.db ?? 0} `;
    await eventually(async () => {
      const clients = String(await this.redis.client('LIST')).split('\n');
      const line = clients.find(
        (client) =>
          client.includes('name=bike-power-tracker-worker-live') && client.includes(ours) && watching.test(client),
      );
      const id = /id=(\d+)/.exec(line ?? '')?.[1];
      if (id === undefined) throw new Error('no subscription yet');
      await this.redis.client('KILL', 'ID', id);
    });
  }

  /** The log that a stream of this name goes into, as some consumer sees it. */
  log(shard: number, consumer: string): IngestLog {
    return new IngestLog(shard, consumer, this.get(KeyNames), this.redis);
  }

  async stop(): Promise<void> {
    await this.get(GracefulShutdown).run();
    await this.module.close();
    await dropDatabase(this.config.mongo.uri);
  }
}

export const riderId = (): string => new Types.ObjectId().toString();
