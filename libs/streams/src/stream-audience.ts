import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';

import { PositionSharing } from './position-sharing';
import { KeyNames } from './stream-keys';

const AT_ONCE = 500;

/** Who may see a stream, and how much of it. */
export interface Audience {
  /** Of the stream, which tells it from another that uses its name later. */
  streamId: string;
  owner: string;
  public: boolean;
  sharesPosition: boolean;
}

export const mayWatch = ({ owner, public: isPublic }: Pick<Audience, 'owner' | 'public'>, viewerId: string): boolean =>
  isPublic || owner === viewerId;

/** Finds out who may see streams at this moment. */
@Injectable()
export class StreamAudience {
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
    private readonly positions: PositionSharing,
  ) {}

  /** One for each name; null where there is no stream. Fails when Redis cannot be asked. */
  async of(names: readonly string[]): Promise<(Audience | null)[]> {
    const found: (Omit<Audience, 'sharesPosition'> | null)[] = [];
    for (let start = 0; start < names.length; start += AT_ONCE)
      found.push(...(await Promise.all(names.slice(start, start + AT_ONCE).map((name) => this.read(name)))));
    const owners = found.flatMap((stream) => (stream?.public ? [stream.owner] : []));
    const sharing = await this.positions.among([...new Set(owners)]);
    return found.map((stream) => stream && { ...stream, sharesPosition: sharing.has(stream.owner) });
  }

  private async read(name: string): Promise<Omit<Audience, 'sharesPosition'> | null> {
    const { meta } = this.keys.stream(name);
    const [streamId, owner, isPublic] = await this.redis.commands.hmget(meta, 'id', 'owner', 'public');
    return streamId && owner ? { streamId, owner, public: isPublic === '1' } : null;
  }
}
