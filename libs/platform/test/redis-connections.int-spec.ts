import { Logger } from '@nestjs/common';
import { Command } from 'ioredis';

import { testMongoUri, testRedisUrl } from '#testing';

import { loadConfig } from '../src/config/config';
import { RedisConnections } from '../src/redis/redis-connections';

describe('RedisConnections', () => {
  let redis: RedisConnections;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    redis = new RedisConnections(
      loadConfig('api', {
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        MONGODB_URI: testMongoUri('redis-connections'),
        REDIS_URL: await testRedisUrl(),
        JWT_SECRET: 'a secret of these tests, long enough',
      }),
    );
    await redis.onModuleInit();
  });
  afterEach(() => redis.onApplicationShutdown());

  it('answer a ping when all of them do', async () => {
    await expect(redis.ping()).resolves.toBeUndefined();
  });

  it.each(['commands', 'intake'] as const)('answer none when %s alone is lost', async (name) => {
    redis[name].disconnect();
    await expect(redis.ping()).rejects.toThrow();
  });

  it('let go of what an answered command sent, and can tell what one sent that failed', async () => {
    const answered = new Command('echo', ['a long text'], { replyEncoding: 'utf8' });
    expect(await redis.commands.sendCommand(answered)).toBe('a long text');
    expect(answered.args).toEqual([]);
    const failed = new Command('incrby', ['a:number', 'no number']);
    await expect(redis.commands.sendCommand(failed)).rejects.toMatchObject({
      command: { args: ['a:number', 'no number'] },
    });
  });
});
