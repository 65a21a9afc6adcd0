import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { type Progress } from '../../servers';
import { HttpClient } from '../support/http-client';
import { Programs, type RunningProgram } from '../support/programs';
import { CACHED_KEY } from './cached-api';
import { type Extent, History } from './history';

/** The built API on a database with a long history, one rider's device, and a bare connection to the same database. */
export class Stage {
  private constructor(
    readonly programs: Programs,
    readonly history: History,
    readonly device: HttpClient,
    private readonly client: mongo.MongoClient,
    private readonly redis: Redis,
  ) {}

  static async set(extent: Extent, progress: Progress): Promise<Stage> {
    // Analytics are kept by Redis for minutes; a question that was never asked is cold.
    const programs = await Programs.start();
    try {
      const api = await programs.run('apps/api/src/main.js', [], { RATE_LIMIT_FACTOR: '1000000' });
      const history = await History.make(api.url, programs.mongoUri, extent, progress);
      const client = await mongo.MongoClient.connect(programs.mongoUri, { promoteBuffers: true });
      const device = new HttpClient(api.url, { 'x-api-key': history.key });
      return new Stage(programs, history, device, client, new Redis(programs.redisUrl));
    } catch (error) {
      await programs.stop();
      throw error;
    }
  }

  get workouts(): mongo.Collection {
    return this.db.collection('workouts');
  }

  get db(): mongo.Db {
    return this.client.db();
  }

  /** The API with a route of its own beside the others, see cached-api.ts. */
  async cachedApi(): Promise<RunningProgram> {
    return this.programs.run('tools/bench/history/cached-api.js', [], { RATE_LIMIT_FACTOR: '1000000' });
  }

  /** The answer to a question of the rider, read to its end; ms. */
  async ask(path: string): Promise<number> {
    return (await this.device.timed(path)).milliseconds;
  }

  /** What a change of the rider's workouts does: nothing that was kept of their analytics is found any more. */
  async forget(): Promise<void> {
    await this.redis.incr(`${this.programs.keyPrefix}:analytics:${this.history.riderId.toHexString()}:version`);
  }

  /** Puts the answer to a question where the bare route finds it. */
  async keepFor(path: string): Promise<void> {
    await this.redis.set(CACHED_KEY, await this.device.bytes('GET', path));
  }

  async clear(): Promise<void> {
    this.device.close();
    this.redis.disconnect();
    await this.client.close();
    await this.programs.stop();
  }
}
