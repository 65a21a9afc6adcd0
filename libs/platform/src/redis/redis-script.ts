import { createHash } from 'node:crypto';

import { type Redis } from 'ioredis';

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
    try {
      return (await redis.evalsha(this.sha1, keys.length, ...keys, ...args)) as Reply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return (await redis.eval(this.lua, keys.length, ...keys, ...args)) as Reply;
    }
  }
}
