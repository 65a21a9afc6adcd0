import { randomBytes } from 'node:crypto';

import { freePort } from '../../../tools/servers';
import { dropDatabase, testMongoUri } from './mongo';
import { type Program, startProgram } from './program';
import { testRedisUrl } from './redis';

type Settings = Readonly<Record<string, string>>;

/** Both programs, built, in processes of their own, on a database and a Redis of their own. */
export class Service {
  api!: Program;
  worker!: Program;
  private readonly further: Program[] = [];

  private constructor(
    readonly url: string,
    readonly workerUrl: string,
    private readonly environment: Settings,
    private readonly own: { api?: Settings; worker?: Settings },
  ) {}

  /**
   * @param settings for both programs, over what they get anyhow
   * @param own for one of the two, over the settings for both: another way to the same server, say
   */
  static async start(
    name: string,
    settings: Settings = {},
    own: { api?: Settings; worker?: Settings } = {},
  ): Promise<Service> {
    const [port, workerPort] = [await freePort(), await freePort()];
    const environment = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      WORKER_PORT: String(workerPort),
      MONGODB_URI: settings['MONGODB_URI'] ?? testMongoUri(name),
      REDIS_URL: settings['REDIS_URL'] ?? (await testRedisUrl()),
      REDIS_KEY_PREFIX: `t${randomBytes(6).toString('hex')}`,
      JWT_SECRET: randomBytes(32).toString('hex'),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_FACTOR: '100',
      INGEST_FLUSH_MS: '200',
      ...settings,
    };
    const service = new Service(`http://127.0.0.1:${port}`, `http://127.0.0.1:${workerPort}`, environment, own);
    const started = await Promise.allSettled([service.startApi(), service.startWorker()]);
    const failed = started.find((program) => program.status === 'rejected');
    if (!failed) return service;
    // One that runs without the other would keep Jest from ending.
    await service.stop();
    throw failed.reason;
  }

  /** What both programs are started with, for further ones. */
  get settings(): Settings {
    return this.environment;
  }

  get mongoUri(): string {
    return this.environment['MONGODB_URI'] ?? '';
  }

  get redisUrl(): string {
    return this.environment['REDIS_URL'] ?? '';
  }

  get keyPrefix(): string {
    return this.environment['REDIS_KEY_PREFIX'] ?? '';
  }

  async startApi(): Promise<void> {
    this.api = await startProgram(
      'dist/apps/api/src/main.js',
      { ...this.environment, ...this.own.api },
      { healthUrl: `${this.url}/health/ready` },
    );
  }

  async startWorker(): Promise<void> {
    this.worker = await startProgram(
      'dist/apps/worker/src/main.js',
      { ...this.environment, ...this.own.worker },
      { healthUrl: `${this.workerUrl}/health/ready` },
    );
  }

  /** One more worker beside {@link worker}, under a name of its own. */
  async startFurtherWorker(name: string): Promise<Program> {
    const port = await freePort();
    const program = await startProgram(
      'dist/apps/worker/src/main.js',
      { ...this.environment, ...this.own.worker, WORKER_PORT: String(port), WORKER_NAME: name },
      { healthUrl: `http://127.0.0.1:${port}/health/ready` },
    );
    this.further.push(program);
    return program;
  }

  /**
   * One more API beside {@link api}, on the same database and Redis.
   * @returns where it listens
   */
  async startFurtherApi(settings: Settings = {}): Promise<string> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const environment = { ...this.environment, ...this.own.api, PORT: new URL(url).port, ...settings };
    this.further.push(
      await startProgram('dist/apps/api/src/main.js', environment, { healthUrl: `${url}/health/ready` }),
    );
    return url;
  }

  /** The end that `kill -9` or an empty memory brings; nothing is said goodbye to. */
  async killApi(): Promise<void> {
    this.api.kill('SIGKILL');
    await this.api.exited;
  }

  async killWorker(): Promise<void> {
    this.worker.kill('SIGKILL');
    await this.worker.exited;
  }

  async stop(): Promise<void> {
    const programs: (Program | undefined)[] = [this.api, this.worker, ...this.further];
    await Promise.all(programs.map(async (program) => program?.stop()));
    await dropDatabase(this.mongoUri);
  }
}
