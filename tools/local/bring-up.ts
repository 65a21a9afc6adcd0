import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { provideMongo, provideRedis, tail, withDatabase, type Progress } from '../servers';
import { demoRider, type DemoRider } from './demo-rider';
import { Failure } from './failure';
import { runProgram, startProgram, waitUntilReady } from './program';
import { type Running } from './running';
import { jwtSecret } from './secrets';
import { type Settings } from './settings';

export interface Service {
  readonly mongoUri: string;
  readonly redisUrl: string;
  readonly rider: DemoRider;
}

/** Starts everything, each part when those that it needs are ready. */
export async function bringUp(settings: Settings, running: Running, progress: Progress): Promise<Service> {
  const { data, logs, port, workerPort } = settings;
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  const secret = await jwtSecret(data);
  const place = (name: string): object => ({ directory: join(data, name), logDirectory: logs, progress });

  const mongo = await running.start('MongoDB', () => provideMongo(place('mongo')));
  const redis = await running.start('Redis', () => provideRedis({ ...place('redis'), maxMemory: '512mb' }));
  const mongoUri = mongo.how === 'given' ? mongo.uri : withDatabase(mongo.uri, 'bike-power-tracker');
  const env = {
    ...{ MONGODB_URI: mongoUri, REDIS_URL: redis.uri, JWT_SECRET: secret },
    ...{ PORT: String(port), WORKER_PORT: String(workerPort) },
    // As the images have it.
    MALLOC_ARENA_MAX: '1',
    ...{ LOG_LEVEL: settings.logLevel, NODE_ENV: process.env.NODE_ENV || 'development' },
  };

  await progress.during('Preparing the database', () =>
    runProgram('The preparation of the database', { log: 'indexes', entry: 'tools/db/indexes.js', env }, settings),
  );
  await progress.during('Starting worker and API', async () => {
    const worker = { log: 'worker', entry: 'apps/worker/src/main.js', env };
    const api = { log: 'api', entry: 'apps/api/src/main.js', nodeArgs: ['--max-semi-space-size=4'], env };
    const { logFile: workerLog = '' } = await running.start('The worker', () => startProgram(worker, settings));
    const { logFile: apiLog = '' } = await running.start('The API', () => startProgram(api, settings));
    await Promise.all([waitUntilReady('The worker', workerPort, workerLog), waitUntilReady('The API', port, apiLog)]);
  });
  const rider = await progress.during('Looking for the demo rider', () =>
    demoRider(data, `http://localhost:${port}/api`),
  );
  return { mongoUri, redisUrl: redis.uri, rider };
}

/** Settles when a part ends that should not, with what its log says. */
export async function untilSomethingDies(running: Running): Promise<Failure> {
  const { part, how } = await running.firstDeath;
  if (!part.logFile) return new Failure(`${part.name} ${how}.`);
  return new Failure(`${part.name} ${how} (${relative('.', part.logFile)}):`, await tail(part.logFile));
}
