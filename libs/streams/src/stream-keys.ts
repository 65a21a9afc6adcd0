import { Inject, Injectable } from '@nestjs/common';

import { CONFIG, type Config, recentlyUsed } from '#platform';

/**
 * How many ingest logs there are. Fixed: with another number, rides that are under way would be looked for in the
 * wrong place.
 */
export const SHARDS = 4;

/** Names are put together once, not for every point. */
const MOST_KNOWN = 10_000;

/** The keys of one stream; the hash tag keeps them, and the ingest log of the shard, in one slot of a cluster. */
export interface StreamKeys {
  meta: string;
  entries: string;
  ingest: string;
  /** What will be the next entry of the ingest log. */
  openBlock: string;
  /** Prefix of the sets of timestamps that were accepted; the stream's id and a bucket number follow. */
  seen: string;
  /** Prefix of marks: up to where the stream is in MongoDB; the stream's id follows. */
  persisted: string;
  /** Prefix of the sequence numbers that were persisted out of turn; the stream's id follows. */
  unordered: string;
  /** Prefix of what was computed from the stream so far; the stream's id follows. */
  digest: string;
  channel: string;
}

/** Names every key and channel in Redis that belongs to streams. */
@Injectable()
export class KeyNames {
  private readonly prefix: string;
  private readonly known = recentlyUsed<string, StreamKeys>(MOST_KNOWN);

  constructor(@Inject(CONFIG) config: Config) {
    this.prefix = config.redis.keyPrefix;
  }

  stream(name: string): StreamKeys {
    const known = this.known.get(name);
    if (known) return known;
    const number = shardOf(name);
    const shard = this.shard(number);
    const keys = {
      meta: this.metas(number) + name,
      entries: `${shard}:stream:${name}`,
      ingest: this.ingestLog(number),
      openBlock: this.openBlock(number),
      seen: `${shard}:seen:`,
      persisted: this.persisted(number),
      unordered: this.unordered(number),
      digest: `${shard}:digest:`,
      channel: `${this.prefix}:live:${name}`,
    };
    this.known.set(name, keys);
    return keys;
  }

  ingestLog = (shard: number): string => `${this.shard(shard)}:ingest`;
  openBlock = (shard: number): string => `${this.shard(shard)}:ingest:open`;
  /** What the names of the metas of all its streams begin with. */
  metas = (shard: number): string => `${this.shard(shard)}:meta:`;
  /** The same of their marks, which end with the id of the stream: up to where it is in MongoDB. */
  persisted = (shard: number): string => `${this.shard(shard)}:persisted:`;
  /** The same of the sets of runs that were persisted out of turn, which end with the id of the stream. */
  unordered = (shard: number): string => `${this.shard(shard)}:unordered:`;
  deadLetters = (shard: number): string => `${this.shard(shard)}:dead-letters`;
  /** Names of the streams of one rider. */
  owned = (userId: string): string => `${this.prefix}:streams:of:${userId}`;
  /** Names of the streams that everyone signed in may watch. */
  public = (): string => `${this.prefix}:streams:public`;
  /** Where streams that appear, or change who may watch them, are announced to every process. */
  announcements = (): string => `${this.prefix}:streams:announcements`;
  /** Who of a rider watches at this moment. */
  viewers = (userId: string): string => `${this.prefix}:viewers:${userId}`;
  ticket = (hash: string): string => `${this.prefix}:ticket:${hash}`;

  private shard = (shard: number): string => `{${this.prefix}:p${shard}}`;
}

/** FNV-1a over the name: the same in every process, for ever. */
export function shardOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}
