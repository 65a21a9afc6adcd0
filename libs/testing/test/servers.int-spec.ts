import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import { createConnection } from 'mongoose';
import { dropDatabase, eventually, testMongoUri, testRedisUrl } from '#testing';
import { provideMongo, provideRedis, type RunningServer } from '../../../tools/servers';

jest.setTimeout(30_000);

describe('the MongoDB of the tests', () => {
  it('commits a transaction and rolls back another', async () => {
    const uri = testMongoUri('transactions');
    const connection = await createConnection(uri).asPromise();
    try {
      const rides = connection.collection('rides');
      await rides.insertOne({ name: 'first' });
      await connection.transaction(async (session) => void (await rides.insertOne({ name: 'kept' }, { session })));
      const failing = connection.transaction(async (session) => {
        await rides.insertOne({ name: 'lost' }, { session });
        throw new Error('half way');
      });
      await expect(failing).rejects.toThrow('half way');
      const names = (await rides.find().toArray()).map(({ name }) => String(name));
      expect(names.sort()).toEqual(['first', 'kept']);
    } finally {
      await connection.close();
      await dropDatabase(uri);
    }
  });

  it('gives each caller a database of its own', async () => {
    const uris = [testMongoUri('one'), testMongoUri('one')];
    const connections = await Promise.all(uris.map((uri) => createConnection(uri).asPromise()));
    try {
      await connections[0]?.collection('rides').insertOne({ name: 'mine' });
      expect(await connections[1]?.collection('rides').countDocuments()).toBe(0);
    } finally {
      await Promise.all(connections.map((connection) => connection.close()));
      await Promise.all(uris.map(dropDatabase));
    }
  });
});

describe('the Redis of the tests', () => {
  it('keeps everything and gives each caller a database of its own', async () => {
    const clients = [new Redis(await testRedisUrl()), new Redis(await testRedisUrl())];
    try {
      await clients[0]?.set('key', 'mine');
      expect(await clients[1]?.get('key')).toBeNull();
      expect(await clients[0]?.info()).toMatch(/maxmemory_policy:noeviction[^]*aof_enabled:1/);
    } finally {
      clients.forEach((client) => client.disconnect());
    }
  });
});

describe('a server of our own', () => {
  const given = { MONGODB_URI: process.env.MONGODB_URI, REDIS_URL: process.env.REDIS_URL };

  beforeAll(() => {
    delete process.env.MONGODB_URI;
    delete process.env.REDIS_URL;
  });

  afterAll(() => {
    Object.assign(process.env, given);
  });

  it.each([
    ['MongoDB', provideMongo],
    ['Redis', provideRedis],
  ])('leaves neither process nor data behind: %s', async (_name, provide) => {
    const server: RunningServer = await provide();
    const { pid, logFile } = server;
    if (pid === undefined || logFile === undefined) throw new Error('not a child of ours');
    expect(existsSync(logFile)).toBe(true);
    await server.stop();
    await server.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(logFile)).toBe(false);
    await expect(server.exited).resolves.toBe('ended with exit code 0');
  });

  it('tells when it dies by itself', async () => {
    const server = await provideRedis();
    process.kill(server.pid ?? 0, 'SIGKILL');
    await expect(server.exited).resolves.toBe('ended by SIGKILL');
    await server.stop();
    await eventually(() => expect(existsSync(server.logFile ?? '')).toBe(false));
  });
});
