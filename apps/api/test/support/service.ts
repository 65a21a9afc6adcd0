import { randomBytes } from 'node:crypto';

import { dropDatabase, freePort, type Program, startProgram, testMongoUri, testRedisUrl } from '#testing';

/** Both programs, built, in processes of their own, on a database and a Redis of their own. */
export class Service {
  api!: Program;
  worker!: Program;

  private constructor(
    readonly url: string,
    readonly workerUrl: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(name: string, settings: Record<string, string> = {}): Promise<Service> {
    const [port, workerPort] = [await freePort(), await freePort()];
    const service = new Service(`http://127.0.0.1:${port}`, `http://127.0.0.1:${workerPort}`, {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      WORKER_PORT: String(workerPort),
      MONGODB_URI: testMongoUri(name),
      REDIS_URL: await testRedisUrl(),
      REDIS_KEY_PREFIX: `t${randomBytes(6).toString('hex')}`,
      JWT_SECRET: randomBytes(32).toString('hex'),
      LOG_LEVEL: 'warn',
      INGEST_FLUSH_MS: '200',
      ...settings,
    });
    const started = await Promise.allSettled([service.startApi(), service.startWorker()]);
    const failed = started.find((program) => program.status === 'rejected');
    if (!failed) return service;
    // One that runs without the other would keep Jest from ending.
    await service.stop();
    throw failed.reason;
  }

  get mongoUri(): string {
    return this.environment['MONGODB_URI'] ?? '';
  }

  async startApi(): Promise<void> {
    this.api = await startProgram('dist/apps/api/src/main.js', this.environment, {
      healthUrl: `${this.url}/health/ready`,
    });
  }

  async startWorker(): Promise<void> {
    this.worker = await startProgram('dist/apps/worker/src/main.js', this.environment, {
      healthUrl: `${this.workerUrl}/health/ready`,
    });
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
    const programs: (Program | undefined)[] = [this.api, this.worker];
    await Promise.all(programs.map(async (program) => program?.stop()));
    await dropDatabase(this.mongoUri);
  }
}
