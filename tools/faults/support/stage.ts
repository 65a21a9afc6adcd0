import { OwnServer, ReplicaSet, Rider, Service } from '#testing';

import { withDatabase } from '../../servers';
import { IngestLogs } from './pending';
import { TcpProxy } from './tcp-proxy';

type Settings = Readonly<Record<string, string>>;

export interface StageOptions {
  /** For both programs. */
  settings?: Settings;
  /** Servers of this stage's own, which may be halted, killed, filled. */
  redis?: 'own';
  mongo?: 'own' | 'replica set';
  /** Where the one of them that is own has its data. */
  disk?: string;
  /** Puts a proxy between each program and that Redis. */
  proxies?: boolean;
}

interface Parts {
  redis?: OwnServer;
  mongo?: OwnServer;
  replicaSet?: ReplicaSet;
  between?: { api: TcpProxy; worker: TcpProxy };
}

/** Both programs, with what stands between them and their servers; several scenarios may use it in turn. */
export class Stage {
  private readonly riders = new Map<number, Promise<Rider>>();

  private constructor(
    readonly service: Service,
    readonly logs: IngestLogs,
    private readonly parts: Parts,
  ) {}

  static async set(options: StageOptions = {}): Promise<Stage> {
    const parts: Parts = {};
    try {
      if (options.redis) parts.redis = await OwnServer.redis(options.disk);
      if (options.mongo === 'own') parts.mongo = await OwnServer.mongo(options.disk);
      if (options.mongo === 'replica set') parts.replicaSet = await ReplicaSet.start();
      const { redis } = parts;
      const mongo = parts.mongo ?? parts.replicaSet;
      if (options.proxies && redis)
        parts.between = { api: await TcpProxy.to(redis.uri), worker: await TcpProxy.to(redis.uri) };
      const { between } = parts;
      const both = {
        ...(redis && { REDIS_URL: redis.uri }),
        ...(mongo && { MONGODB_URI: withDatabase(mongo.uri, 'faults') }),
        ...options.settings,
      };
      const own = between && {
        api: { REDIS_URL: between.api.inFrontOf(redis?.uri ?? '') },
        worker: { REDIS_URL: between.worker.inFrontOf(redis?.uri ?? '') },
      };
      const service = await Service.start('faults', both, own);
      return new Stage(service, new IngestLogs(service.redisUrl, service.keyPrefix), parts);
    } catch (error) {
      await takeDown(parts);
      throw error;
    }
  }

  /** The same person at the same place of every fleet: passwords are hashed at a price. */
  rider(place: number): Promise<Rider> {
    const rider = this.riders.get(place) ?? Rider.register(this.service.url);
    this.riders.set(place, rider);
    return rider;
  }

  /** Between the API and Redis, and between the worker and Redis. */
  get proxies(): { api: TcpProxy; worker: TcpProxy } {
    if (!this.parts.between) throw new Error('this stage was set without proxies');
    return this.parts.between;
  }

  get redis(): OwnServer {
    if (!this.parts.redis) throw new Error('this stage has no Redis of its own');
    return this.parts.redis;
  }

  get mongo(): OwnServer {
    if (!this.parts.mongo) throw new Error('this stage has no MongoDB of its own');
    return this.parts.mongo;
  }

  get replicaSet(): ReplicaSet {
    if (!this.parts.replicaSet) throw new Error('this stage has no replica set of its own');
    return this.parts.replicaSet;
  }

  /** Ends the programs first, then the servers under them. */
  async clear(): Promise<void> {
    this.logs.close();
    await this.service.stop();
    await takeDown(this.parts);
  }
}

async function takeDown({ between, redis, mongo, replicaSet }: Parts): Promise<void> {
  await Promise.all([between?.api.close(), between?.worker.close()]);
  await Promise.all([redis?.stop(), mongo?.stop(), replicaSet?.stop()]);
}
