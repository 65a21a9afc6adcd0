import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';

import { type StreamHandle } from './stream-handle';
import { KeyNames } from './stream-keys';

/** Forgotten when nobody asked for this long; it can always be computed again. */
const KEPT_SECONDS = 3_600;

/** What viewers of a stream are told besides its messages; null where there is nothing to tell. */
export interface StreamDigest {
  streamId: string;
  own: object | null;
  /** For everybody but the owner. */
  shared: object | null;
}

/** Computes what viewers of a stream are told. */
export type DigestSource = (streamName: string) => Promise<StreamDigest | null>;

/**
 * What is computed from a live stream as it grows. Streams know no business: a higher library registers what computes
 * it, and keeps the state of the computation here, where it goes with the stream.
 */
@Injectable()
export class StreamDigests {
  private source: DigestSource | undefined;

  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
  ) {}

  register(source: DigestSource): void {
    this.source = source;
  }

  async of(streamName: string): Promise<StreamDigest | null> {
    return (await this.source?.(streamName)) ?? null;
  }

  async loadState(stream: StreamHandle): Promise<string | null> {
    return this.redis.commands.get(this.keys.stream(stream.name).digest + stream.id);
  }

  async saveState(stream: StreamHandle, state: string): Promise<void> {
    await this.redis.commands.set(this.keys.stream(stream.name).digest + stream.id, state, 'EX', KEPT_SECONDS);
  }
}
