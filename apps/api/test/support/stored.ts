import { Redis } from 'ioredis';
import { mongo } from 'mongoose';

import { type Service } from '#testing';

/** Changes by itself, and by being looked at. */
const NOTED_IN_PASSING = new Set(['lastUsedAt', 'lastSeenAt', 'persisted', 'persistedSequence']);

const toText = (value: object): string =>
  JSON.stringify(value, (key, field: unknown) => (NOTED_IN_PASSING.has(key) ? null : field));

/** Everything that is stored of one rider, in MongoDB and on the streams, as text to be compared. */
export class StoredOf {
  private constructor(
    private readonly client: mongo.MongoClient,
    private readonly redis: Redis,
    private readonly keyPrefix: string,
    private readonly riderId: string,
  ) {}

  static async open({ mongoUri, redisUrl, keyPrefix }: Service, riderId: string): Promise<StoredOf> {
    return new StoredOf(await mongo.MongoClient.connect(mongoUri), new Redis(redisUrl), keyPrefix, riderId);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.client.close();
  }

  /** A line for each document and each stream. */
  async all(): Promise<string[]> {
    const db = this.client.db();
    const lines: string[] = [];
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      // What others tried is noted with whom they tried it on.
      if (name.startsWith('system.') || name.startsWith('audit')) continue;
      for (const document of await db.collection(name).find().toArray()) {
        const text = toText(document);
        if (text.includes(this.riderId)) lines.push(`${name} ${text}`);
      }
    }
    for (const key of await this.redis.keys(`*${this.keyPrefix}:p*:meta:*`)) {
      const meta = await this.redis.hgetall(key);
      if (meta['owner'] === this.riderId) lines.push(`${key} ${toText(meta)}`);
    }
    return lines.sort();
  }
}
