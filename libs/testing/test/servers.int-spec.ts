import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Redis } from 'ioredis';
import { createConnection } from 'mongoose';
import { dropDatabase, eventually, testMongoUri, testRedisUrl } from '#testing';
import { describeExit, provideMongo, provideRedis, startProcess, type OwnProcess } from '../../../tools/servers';

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

describe('a server that a test starts', () => {
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
    const server = await provide({ docker: true });
    const { uri, pid, logFile, exited } = server;
    const { hostname, port } = new URL(uri);
    expect(await accepts(hostname, Number(port))).toBe(true);
    await server.stop();
    await server.stop();
    expect(await accepts(hostname, Number(port))).toBe(false);
    if (pid === undefined || logFile === undefined) return;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(dirname(logFile))).toBe(false);
    await expect(exited).resolves.toBe('ended with exit code 0');
  });
});

describe('a process of our own', () => {
  const sleep = (): Promise<OwnProcess> =>
    startProcess('sleep', { args: ['600'], env: process.env, output: '/dev/null' });

  it('tells how it ended when it dies by itself', async () => {
    const child = await sleep();
    process.kill(child.pid, 'SIGKILL');
    expect(describeExit(await child.exited)).toBe('ended by SIGKILL');
    expect(child.ended()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is asked first and killed when it does not listen', async () => {
    let heard = '';
    const deaf = await startProcess('sh', {
      args: ['-c', 'trap "" TERM; echo deaf; while :; do sleep 0.05; done'],
      env: process.env,
      output: (text) => (heard += text),
    });
    await eventually(() => expect(heard).toBe('deaf\n'));
    expect(await deaf.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await (await sleep()).stop(5000)).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('says when the program is not there', async () => {
    const starting = startProcess('/no/such/program', { args: [], env: {}, output: '/dev/null' });
    await expect(starting).rejects.toThrow('ENOENT');
  });
});

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
