import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { launch } from '../launch';
import { type OwnProcess } from '../own-process';
import { type Executable, type RunningServer } from '../running-server';
import { type ServerPlace } from '../server-place';
import { redisSettings, type RedisSettings } from './redis-settings';

const readyWithinMs = 20_000;
const pollMs = 25;

/** Starts a redis-server on 127.0.0.1. */
export function startRedis(executable: Executable, place: ServerPlace & RedisSettings): Promise<RunningServer> {
  return launch({
    ...place,
    name: 'redis-server',
    executable,
    args: (port, directory) => [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--daemonize', 'no'],
      ...redisSettings(place),
    ],
    ready: (port, server) => waitUntilReady(port, server),
    uri: (port) => `redis://127.0.0.1:${port}`,
    stopWithinMs: 10_000,
  });
}

/** Waits until our own process answers and has read its log back in. */
async function waitUntilReady(port: number, server: OwnProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!server.ended()) {
    const info = await serverInfo(port).catch((error: Error) => error);
    if (typeof info === 'string') {
      if (Number(/^process_id:(\d+)/m.exec(info)?.[1]) !== server.pid)
        throw new Error(`Port ${port} belongs to another Redis`);
      if (/^loading:0/m.test(info)) return;
    }
    if (Date.now() > deadline) throw new Error(`no answer on port ${port}`);
    await pause(pollMs);
  }
}

async function serverInfo(port: number): Promise<string> {
  const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null, enableReadyCheck: false });
  redis.on('error', () => undefined);
  // Outside the try: to disconnect what never connected would leave a timer of two seconds behind.
  await redis.connect();
  try {
    return `${await redis.info('server')}\n${await redis.info('persistence')}`;
  } finally {
    redis.disconnect();
  }
}
