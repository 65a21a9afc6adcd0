import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  connected,
  describeExit,
  type Exit,
  freePort,
  type OwnProcess,
  provideMongo,
  provideRedis,
  type RunningServer,
  startProcess,
  withDatabase,
} from '../../servers';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 12_000;

/** A program that runs and can serve. */
export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  /** How it ended, or undefined while it runs. */
  ended(): Exit | undefined;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface ProgramsOptions {
  /** Takes a MongoDB of its own even if one is given: for what stops it meanwhile. */
  ownMongo?: boolean;
}

/** A MongoDB, a Redis, and programs of ours on a database of their own. */
export class Programs {
  private readonly started: OwnProcess[] = [];

  private constructor(
    readonly mongoUri: string,
    private readonly servers: { mongo: RunningServer; redis: RunningServer },
    readonly keyPrefix: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async start({ ownMongo = false }: ProgramsOptions = {}): Promise<Programs> {
    const mongoServer = await (ownMongo ? withoutGiven(() => provideMongo()) : provideMongo());
    try {
      const redis = await provideRedis({ own: true });
      const name = `bench_${randomBytes(6).toString('hex')}`;
      const mongoUri = withDatabase(mongoServer.uri, name);
      return new Programs(mongoUri, { mongo: mongoServer, redis }, name, {
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        HOST: '127.0.0.1',
        MONGODB_URI: mongoUri,
        MONGODB_AUTO_INDEX: 'true',
        REDIS_URL: redis.uri,
        REDIS_KEY_PREFIX: name,
        JWT_SECRET: randomBytes(32).toString('hex'),
        RATE_LIMIT_FACTOR: '1000',
        SHUTDOWN_DRAIN_MS: '0',
        METRICS_PORT: '0',
        WORKER_METRICS_PORT: '0',
        // As the images have it.
        MALLOC_ARENA_MAX: '1',
      });
    } catch (error) {
      await mongoServer.stop();
      throw error;
    }
  }

  get redisUrl(): string {
    return this.servers.redis.uri;
  }

  /** Of the servers, where they are children of this process. */
  get serverPids(): { mongo: number | undefined; redis: number | undefined } {
    return { mongo: this.servers.mongo.pid, redis: this.servers.redis.pid };
  }

  /**
   * The API, with the memory that `npm run start:api` and the images give it.
   * @param settings environment variables beside those that all of them get
   */
  runApi(settings: Readonly<Record<string, string>> = {}): Promise<RunningProgram> {
    return this.run('apps/api/src/main.js', [], { NODE_OPTIONS: '--max-semi-space-size=4', ...settings });
  }

  /**
   * Starts a program and waits until it can serve.
   * @param entry path below `dist`
   * @param settings environment variables beside those that all of them get
   * @param hear gets what the program writes, as it comes
   */
  async run(
    entry: string,
    args: readonly string[] = [],
    settings: Readonly<Record<string, string>> = {},
    hear?: (text: string) => void,
  ): Promise<RunningProgram> {
    const port = String(await freePort());
    let output = '';
    const program = await startProcess(process.execPath, {
      args: [resolve(__dirname, '../../..', entry), ...args],
      env: { ...process.env, ...this.environment, PORT: port, WORKER_PORT: port, ...settings },
      output: (text) => {
        output = (output + text).slice(-4_000);
        hear?.(text);
      },
    });
    this.started.push(program);
    const url = `http://127.0.0.1:${port}`;
    for (const end = performance.now() + READY_WITHIN_MS; !(await isReady(url));) {
      const exit = program.ended();
      if (exit) throw new Error(`${entry} ${describeExit(exit)}:\n${output}`);
      if (performance.now() > end) throw new Error(`${entry} is not ready in time:\n${output}`);
      await pause(50);
    }
    return {
      url,
      pid: program.pid,
      ended: () => program.ended(),
      kill: (signal) => program.kill(signal),
      stop: () => ended(program),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.map(ended));
    await dropDatabase(this.mongoUri);
    await Promise.all([this.servers.mongo.stop(), this.servers.redis.stop()]);
  }
}

async function ended(program: OwnProcess): Promise<void> {
  // One that was halted could not hear that it is to end.
  program.kill('SIGCONT');
  await program.stop(STOP_WITHIN_MS);
}

async function withoutGiven<Result>(work: () => Promise<Result>): Promise<Result> {
  const given = process.env.MONGODB_URI;
  delete process.env.MONGODB_URI;
  try {
    return await work();
  } finally {
    if (given !== undefined) process.env.MONGODB_URI = given;
  }
}

/** The server may be somebody's who keeps it. */
async function dropDatabase(uri: string): Promise<void> {
  await connected(uri, (client) => client.db().dropDatabase());
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
