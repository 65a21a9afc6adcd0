import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

import { CONFIG, type Config } from '../config/config';
import { type CommandListener, TimedRedis } from './timed-redis';

const READY_WAIT = 5_000;

/**
 * Every Redis connection of a program is made here and closed here, last of all.
 *
 * Commands go through one connection that fails fast: no offline queue, a time limit, no resending of what was
 * interrupted; the caller answers 503 and the client sends again, which the identity of points makes harmless.
 * Blocking readers get a connection each, without a time limit on commands but with a watchdog on the socket.
 */
@Injectable()
export class RedisConnections implements OnModuleInit, OnApplicationShutdown {
  readonly commands: TimedRedis;
  /** The same for points alone: whoever uses it gathers its commands itself, and waits for nobody else's. */
  readonly intake: TimedRedis;
  private readonly logger = new Logger('Redis');
  private readonly open = new Set<Redis>();

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const failFast = {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: config.redis.commandTimeout,
      // A socket that died without a word would let every command time out until the kernel gives up, in a quarter of an hour.
      socketTimeout: config.redis.commandTimeout,
    };
    this.commands = this.connect('commands', { ...failFast, enableAutoPipelining: true });
    this.intake = this.connect('intake', failFast);
  }

  /** A program starts without Redis too: it is merely not ready until the connection stands. */
  async onModuleInit(): Promise<void> {
    await Promise.all([untilReady(this.commands), untilReady(this.intake)]);
  }

  /** Over each connection that a request may need: one that is dead does not know it by the others. */
  async ping(): Promise<void> {
    await Promise.all([this.commands.ping(), this.intake.ping()]);
  }

  /** Tells how long commands take; not those of readers, which wait on purpose. */
  onCommand(listener: CommandListener): void {
    this.commands.listener = listener;
    this.intake.listener = listener;
  }

  /**
   * A connection of its own for blocking reads or subscriptions.
   * @param silenceLimit milliseconds without a byte after which the socket counts as half-open and is destroyed;
   * must be longer than the longest BLOCK
   * @returns a connection whose commands wait for it to stand, and fail when it is lost or cannot be made
   */
  createReader(name: string, silenceLimit: number): Redis {
    return this.connect(name, {
      // What was interrupted is not sent again, so it must fail: with any other number it would stay open for ever.
      maxRetriesPerRequest: 0,
      socketTimeout: silenceLimit,
      autoResendUnfulfilledCommands: false,
    });
  }

  /** Ends a connection that {@link createReader} gave. */
  release(redis: Redis): void {
    this.open.delete(redis);
    redis.disconnect();
  }

  onApplicationShutdown(): void {
    for (const redis of this.open) redis.disconnect();
    this.open.clear();
  }

  private connect(name: string, options: Omit<RedisOptions, 'replyMapping'>): TimedRedis {
    const redis = new TimedRedis(this.config.redis.url, {
      connectionName: `bike-power-tracker-${this.config.program}-${name}`,
      connectTimeout: 5_000,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000),
      ...options,
    });
    let connected = false;
    let lost = false;
    let explained = false;
    redis.on('ready', () => {
      this.logger.log(lost || explained ? `${name}: reconnected` : `${name}: connected`);
      connected = true;
      lost = explained = false;
    });
    redis.on('error', (error) => {
      if (connected || explained) return;
      this.logger.warn(`${name}: cannot connect: ${error.message}`);
      explained = true;
    });
    redis.on('close', () => {
      if (connected && this.open.has(redis)) this.logger.warn(`${name}: connection lost`);
      lost ||= connected;
      connected = false;
    });
    this.open.add(redis);
    return redis;
  }
}

async function untilReady(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, READY_WAIT);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
