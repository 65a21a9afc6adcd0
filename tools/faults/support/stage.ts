import { type OwnServer, Service } from '#testing';

import { withDatabase } from '../../servers';
import { IngestLogs } from './pending';
import { TcpProxy } from './tcp-proxy';

type Settings = Readonly<Record<string, string>>;

export interface StageOptions {
  /** For both programs. */
  settings?: Settings;
  /** Servers of this stage's own, which may be halted, killed, filled; it stops them. */
  redis?: OwnServer;
  mongo?: OwnServer;
  /** Puts a proxy between each program and that Redis. */
  proxies?: boolean;
}

/** Both programs, with what stands between them and their servers; several scenarios may use it in turn. */
export class Stage {
  private constructor(
    readonly service: Service,
    readonly logs: IngestLogs,
    private readonly options: StageOptions,
    private readonly between: { api: TcpProxy; worker: TcpProxy } | undefined,
  ) {}

  static async set(options: StageOptions = {}): Promise<Stage> {
    const { redis, mongo, settings, proxies } = options;
    const between =
      proxies && redis ? { api: await TcpProxy.to(redis.uri), worker: await TcpProxy.to(redis.uri) } : undefined;
    const both = {
      ...(redis && { REDIS_URL: redis.uri }),
      ...(mongo && { MONGODB_URI: withDatabase(mongo.uri, 'faults') }),
      ...settings,
    };
    const own = between && {
      api: { REDIS_URL: between.api.inFrontOf(redis?.uri ?? '') },
      worker: { REDIS_URL: between.worker.inFrontOf(redis?.uri ?? '') },
    };
    const service = await Service.start('faults', both, own);
    return new Stage(service, new IngestLogs(service.redisUrl, service.keyPrefix), options, between);
  }

  /** Between the API and Redis, and between the worker and Redis. */
  get proxies(): { api: TcpProxy; worker: TcpProxy } {
    if (!this.between) throw new Error('this stage was set without proxies');
    return this.between;
  }

  get redis(): OwnServer {
    if (!this.options.redis) throw new Error('this stage has no Redis of its own');
    return this.options.redis;
  }

  get mongo(): OwnServer {
    if (!this.options.mongo) throw new Error('this stage has no MongoDB of its own');
    return this.options.mongo;
  }

  /** Ends the programs first, then the servers under them. */
  async clear(): Promise<void> {
    this.logs.close();
    await this.service.stop();
    await Promise.all([this.between?.api.close(), this.between?.worker.close()]);
    await Promise.all([this.options.redis?.stop(), this.options.mongo?.stop()]);
  }
}
