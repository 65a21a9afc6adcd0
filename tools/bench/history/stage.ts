import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { type Progress } from '../../servers';
import { HttpClient } from '../support/http-client';
import { LeanClient } from '../support/lean-client';
import { Programs, type RunningProgram } from '../support/programs';
import { CACHED_KEY } from './cached-api';
import { type Extent, History } from './history';

const COMPUTED_WITHIN_MS = 10_000;

/** The built API on a database with a long history, one rider's device, and a bare connection to the same database. */
export class Stage {
  private constructor(
    readonly programs: Programs,
    readonly history: History,
    readonly device: HttpClient,
    private readonly clock: LeanClient,
    private readonly client: mongo.MongoClient,
    private readonly redis: Redis,
  ) {}

  static async set(extent: Extent, progress: Progress): Promise<Stage> {
    // Analytics are kept by Redis for minutes; a question that was never asked is cold.
    const programs = await Programs.start();
    try {
      const api = await programs.runApi({ RATE_LIMIT_FACTOR: '1000000' });
      const history = await History.make(api.url, programs.mongoUri, extent, progress);
      const client = await mongo.MongoClient.connect(programs.mongoUri, { promoteBuffers: true });
      const headers = { 'x-api-key': history.key };
      const [device, clock] = [new HttpClient(api.url, headers), new LeanClient(api.url, headers)];
      return new Stage(programs, history, device, clock, client, new Redis(programs.redisUrl));
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
    return (await this.clock.timed(path)).milliseconds;
  }

  /** What a change of the rider's workouts does: nothing that was kept of their analytics is found any more. */
  async forget(): Promise<void> {
    await this.redis.incr(`${this.programs.keyPrefix}:analytics:${this.history.riderId.toHexString()}:version`);
  }

  /** Puts the answer to a question where the bare route finds it. */
  async keepFor(path: string): Promise<void> {
    await this.redis.set(CACHED_KEY, await this.device.bytes('GET', path));
  }

  /**
   * What a change of a workout that started at that time does: its month is to be computed. Not before the API has done
   * so after the last change, which riders do not wait for.
   */
  async changeMonthOf(startTime: Date): Promise<void> {
    const userId = this.history.riderId;
    const _id = `${userId.toHexString()}:${startTime.toISOString().slice(0, 7)}`;
    const months = this.db.collection<{ _id: string }>('training_months');
    const isKept = (): Promise<unknown> =>
      months.findOne({ _id, content: { $exists: true } }, { projection: { _id: 1 } });
    for (const end = Date.now() + COMPUTED_WITHIN_MS; !(await isKept()); await pause(5))
      if (Date.now() > end) throw new Error(`${_id} is not computed in time`);
    const change = { $set: { revision: new mongo.ObjectId() }, $unset: { content: 1 } } as const;
    await months.updateOne({ _id, userId }, change, { upsert: true });
    await this.forget();
  }

  /**
   * What the one rider's program asks of workouts and months while it answers a question, by MongoDB's own account.
   * @returns index keys and documents that were examined
   */
  async examinedBy(path: string): Promise<{ keys: number; documents: number }> {
    await this.db.command({ profile: 2 });
    await this.ask(path);
    await this.db.command({ profile: 0 });
    const profile = this.db.collection<{ keysExamined: number; docsExamined: number }>('system.profile');
    const ns = { $in: ['workouts', 'training_months'].map((name) => `${this.db.databaseName}.${name}`) };
    const operations = await profile.find({ ns, op: { $in: ['query', 'command'] } }).toArray();
    await profile.drop();
    if (operations.length === 0) throw new Error(`${path} did not ask for anything`);
    const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
    return {
      keys: sum(operations.map(({ keysExamined }) => keysExamined)),
      documents: sum(operations.map(({ docsExamined }) => docsExamined)),
    };
  }

  /** What the keys take whose names have one of these in them. */
  async bytesInRedis(names: readonly string[]): Promise<number> {
    let bytes = 0;
    for (const key of await this.redis.keys('*'))
      if (names.some((name) => key.includes(name))) bytes += (await this.redis.memory('USAGE', key)) ?? 0;
    return bytes;
  }

  async clear(): Promise<void> {
    this.device.close();
    this.clock.close();
    this.redis.disconnect();
    await this.client.close();
    await this.programs.stop();
  }
}
