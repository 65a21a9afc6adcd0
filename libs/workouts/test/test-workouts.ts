import { type Type } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { Test, type TestingModule } from '@nestjs/testing';
import { type Connection, Types } from 'mongoose';

import { type Config, GracefulShutdown, loadConfig, platformModules, RedisConnections } from '#platform';
import { dropDatabase, testMongoUri, testRedisUrl, uniqueKeyPrefix } from '#testing';

import { HousekeepingModule } from '../src/housekeeping.module';
import { WorkoutsModule } from '../src/workouts.module';

const quiet = (): void => undefined;

/** The workouts library with housekeeping on real servers, with a database and a key prefix of its own. */
export class TestWorkouts {
  private constructor(
    private readonly module: TestingModule,
    private readonly config: Config,
  ) {}

  static async start(name: string, settings: Record<string, string> = {}): Promise<TestWorkouts> {
    const config = loadConfig('worker', {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      MONGODB_URI: testMongoUri(name),
      REDIS_URL: await testRedisUrl(),
      REDIS_KEY_PREFIX: uniqueKeyPrefix(),
      ...settings,
    });
    const module = await Test.createTestingModule({
      imports: [...platformModules(config), WorkoutsModule, HousekeepingModule],
    })
      .setLogger({ log: quiet, warn: quiet, error: quiet })
      .compile();
    await module.init();
    return new TestWorkouts(module, config);
  }

  get<T>(type: Type<T>): T {
    return this.module.get(type, { strict: false });
  }

  get connection(): Connection {
    return this.module.get<Connection>(getConnectionToken(), { strict: false });
  }

  get redis() {
    return this.get(RedisConnections).commands;
  }

  /** A rider who exists, as far as workouts care. */
  async rider(): Promise<string> {
    const _id = new Types.ObjectId();
    const now = new Date();
    await this.connection.collection('users').insertOne({
      _id,
      email: `${_id.toString()}@example.com`,
      createdAt: now,
      settings: { defaultVisibility: 'private' },
    });
    return _id.toString();
  }

  async stop(): Promise<void> {
    await this.get(GracefulShutdown).run();
    await this.module.close();
    await dropDatabase(this.config.mongo.uri);
  }
}
