import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { connected } from '../../servers';
import { HttpClient } from '../support/http-client';
import { Programs, type ProgramsOptions, type RunningProgram } from '../support/programs';
import { newApiKey } from '../support/rider';
import { CHUNKS, makeEmpty, putAway } from './chunk-collection';
import { Generator } from './generator/generator';
import { type PostResult } from './generator/post-points';
import { IngestLogs } from './ingest-logs';

export interface Stream {
  name: string;
  /** API key of its rider. */
  key: string;
}

/** So many riders share the streams: what a rider costs at sign-in, a password hash, is not what is measured. */
const RIDERS = 4;
const DRAINED_WITHIN_SECONDS = 120;
const POLL_MS = 20;

/** The whole service, with servers of its own, a generator of load, and a look at what is in Redis. */
export class Stage {
  readonly logs: IngestLogs;
  private readonly generators: Generator[] = [];
  private keys: string[] = [];
  private clock = Date.now() - 12 * 3_600_000;
  private streamsMade = 0;

  private constructor(
    readonly programs: Programs,
    readonly api: RunningProgram,
    readonly worker: RunningProgram,
    readonly redis: Redis,
  ) {
    this.logs = new IngestLogs(redis, programs.keyPrefix);
  }

  /** @param settings environment of both programs */
  static async set(options: ProgramsOptions = {}, settings: Record<string, string> = {}): Promise<Stage> {
    const programs = await Programs.start(options);
    try {
      const api = await programs.runApi(settings);
      const worker = await programs.run('apps/worker/src/main.js', [], settings);
      const stage = new Stage(programs, api, worker, new Redis(programs.redisUrl));
      for (let rider = 0; rider < RIDERS; rider++) stage.keys.push(await newApiKey(api.url));
      return stage;
    } catch (error) {
      await programs.stop();
      throw error;
    }
  }

  /** A process more that generates load. */
  async generator(): Promise<Generator> {
    const generator = await Generator.start();
    this.generators.push(generator);
    return generator;
  }

  /** Streams that are there and empty. */
  async streams(count: number): Promise<Stream[]> {
    const made: Stream[] = [];
    const riders = this.keys.map((key) => ({ key, client: new HttpClient(this.api.url, { 'x-api-key': key }) }));
    for (let index = 0; index < count; index++) {
      const rider = riders[index % riders.length];
      if (!rider) break;
      const name = `ride-${this.streamsMade++}`;
      await rider.client.bytes('POST', '/api/streams/create', { streamName: name });
      made.push({ name, key: rider.key });
    }
    riders.forEach(({ client }) => client.close());
    return made;
  }

  /** @returns a timestamp from which on nobody has sent a point, and nobody else will for so many seconds */
  freshSeconds(seconds: number): number {
    const from = this.clock;
    this.clock += Math.ceil(seconds) * 1000;
    return from;
  }

  /** Until everything that was sent is in MongoDB. */
  drained(): Promise<void> {
    return this.logs.untilEmpty(DRAINED_WITHIN_SECONDS);
  }

  /** As if the worker had stored nothing. */
  async emptyChunks(): Promise<void> {
    await connected(this.programs.mongoUri, (client) => makeEmpty(client, CHUNKS, CHUNKS));
  }

  /** Until the servers are done with what was written before: it is to be no burden to what is measured next. */
  async rest(): Promise<void> {
    await connected(this.programs.mongoUri, putAway);
    while (!(await this.redis.info('persistence')).includes('aof_rewrite_in_progress:0')) await pause(POLL_MS);
  }

  async clear(): Promise<void> {
    await Promise.all(this.generators.map((generator) => generator.stop()));
    this.redis.disconnect();
    await this.programs.stop();
  }
}

/** @throws Error when something was answered otherwise than with "yes, and all of it new" */
export function mustAllBeTaken({ refused, requests }: PostResult, wanted: number): void {
  const strange = Object.entries(refused).map(([status, count]) => `${count} × ${status}`);
  if (strange.length > 0) throw new Error(`Not all requests were taken: ${strange.join(', ')}`);
  if (requests !== wanted) throw new Error(`${requests} of ${wanted} requests were sent: connections broke`);
}
