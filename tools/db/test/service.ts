import { randomBytes } from 'node:crypto';

import { getConnectionToken } from '@nestjs/mongoose';
import { Test, type TestingModule } from '@nestjs/testing';
import { type Connection, mongo } from 'mongoose';

import { GracefulShutdown, loadConfig, platformModules } from '#platform';
import { dropDatabase, testMongoUri, testRedisUrl } from '#testing';
import { HousekeepingModule } from '#workouts';

import { runInitScript } from './run-init-script';

/** The services without HTTP, on a database as the init script leaves it. */
export interface Service {
  module: TestingModule;
  connection: Connection;
  stop(): Promise<void>;
}

export async function startService(name: string): Promise<Service> {
  const uri = testMongoUri(name);
  const client = new mongo.MongoClient(uri);
  await runInitScript('01-init.js', client, { MONGO_INITDB_DATABASE: client.db().databaseName });
  await client.close();
  const config = loadConfig('worker', {
    NODE_ENV: 'production',
    MONGODB_URI: uri,
    REDIS_URL: await testRedisUrl(),
    REDIS_KEY_PREFIX: `test-${randomBytes(4).toString('hex')}`,
  });
  const module = await Test.createTestingModule({
    imports: [...platformModules(config), HousekeepingModule],
  }).compile();
  await module.init();
  return {
    module,
    connection: module.get<Connection>(getConnectionToken()),
    stop: async () => {
      await module.get(GracefulShutdown).run();
      await module.close();
      await dropDatabase(uri);
    },
  };
}
