import { createHash } from 'node:crypto';

import { type Redis } from 'ioredis';

import { callForBytes } from './call-for-bytes';

/** A Lua script that runs as one atomic step; sent once, called by its SHA-1 afterwards. */
export class RedisScript<Reply> {
  private readonly sha1: string;

  constructor(private readonly lua: string) {
    this.sha1 = createHash('sha1').update(lua).digest('hex');
  }

  /** The same script, but for one that makes room, or leads to it: Redis runs it also beyond `maxmemory`. */
  evenIfFull(): RedisScript<Reply> {
    return new RedisScript(`#!lua flags=allow-oom\n${this.lua}`);
  }

  /** All `keys` must share a hash tag, so that they live in one slot of a cluster. */
  async run(redis: Redis, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<Reply> {
    return this.onceKnown(
      () => redis.evalsha(this.sha1, keys.length, ...keys, ...args),
      () => redis.eval(this.lua, keys.length, ...keys, ...args),
    );
  }

  /** The same for a reply of bytes: see {@link callForBytes}. */
  async runForBytes(
    redis: Redis,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<Reply> {
    return this.onceKnown(
      () => callForBytes(redis, 'evalsha', [this.sha1, keys.length, ...keys, ...args]),
      () => callForBytes(redis, 'eval', [this.lua, keys.length, ...keys, ...args]),
    );
  }

  private async onceKnown(call: () => Promise<unknown>, send: () => Promise<unknown>): Promise<Reply> {
    try {
      return (await call()) as Reply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return (await send()) as Reply;
    }
  }
}
