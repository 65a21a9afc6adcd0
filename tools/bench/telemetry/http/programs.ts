import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import {
  describeExit,
  freePort,
  type OwnProcess,
  provideMongo,
  provideRedis,
  type RunningServer,
  startProcess,
  withDatabase,
} from '../../../servers';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 12_000;

/** A MongoDB, a Redis, and programs of ours on a database of their own. */
export class Programs {
  private readonly started: OwnProcess[] = [];

  private constructor(
    readonly mongoUri: string,
    private readonly servers: RunningServer[],
    private readonly environment: Record<string, string>,
  ) {}

  static async start(): Promise<Programs> {
    const servers = [await provideMongo()];
    try {
      servers.push(await provideRedis({ own: true }));
      const name = `bench_${randomBytes(6).toString('hex')}`;
      const mongoUri = withDatabase(servers[0]?.uri ?? '', name);
      return new Programs(mongoUri, servers, {
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        HOST: '127.0.0.1',
        MONGODB_URI: mongoUri,
        MONGODB_AUTO_INDEX: 'true',
        REDIS_URL: servers[1]?.uri ?? '',
        REDIS_KEY_PREFIX: name,
        JWT_SECRET: randomBytes(32).toString('hex'),
        SHUTDOWN_DRAIN_MS: '0',
      });
    } catch (error) {
      await Promise.all(servers.map((server) => server.stop()));
      throw error;
    }
  }

  /**
   * Starts a program and waits until it can serve.
   * @param entry path below `dist`
   * @returns its address
   */
  async run(entry: string, ...args: string[]): Promise<string> {
    const port = await freePort();
    let output = '';
    const program = await startProcess(process.execPath, {
      args: [resolve(__dirname, '../../../..', entry), ...args],
      env: { ...process.env, ...this.environment, PORT: String(port) },
      output: (text) => (output = (output + text).slice(-4_000)),
    });
    this.started.push(program);
    const url = `http://127.0.0.1:${port}`;
    for (const end = performance.now() + READY_WITHIN_MS; !(await isReady(url));) {
      const exit = program.ended();
      if (exit) throw new Error(`${entry} ${describeExit(exit)}:\n${output}`);
      if (performance.now() > end) throw new Error(`${entry} is not ready in time:\n${output}`);
      await pause(50);
    }
    return url;
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.map((program) => program.stop(STOP_WITHIN_MS)));
    await dropDatabase(this.mongoUri);
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}

/** The server may be somebody's who keeps it. */
async function dropDatabase(uri: string): Promise<void> {
  const client = await mongo.MongoClient.connect(uri);
  await client.db().dropDatabase();
  await client.close();
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
