import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { ConflictError, NotFoundError, type Principal, RedisConnections, RedisMemory } from '#platform';

import { ChunkStore } from './chunks/chunk-store';
import { arrivalOf } from './entry-id';
import { CREATE, REMOVE, UPDATE_META } from './scripts';
import { messagesOf } from './stream-entry';
import { KeyNames } from './stream-keys';
import { type StreamDescription, type StreamHandle, toHandle, type Visibility } from './stream-handle';

/** A ride is completed also when Redis is full: then it leaves, and makes room. */
const UPDATE = UPDATE_META.evenIfFull();
const AWAY = REMOVE.evenIfFull();

const notFound = (): NotFoundError => NotFoundError.of('Stream');

/** The life of streams: who owns them, who may watch, when they end. What flows through them is the publisher's business. */
@Injectable()
export class StreamsService {
  constructor(
    private readonly redis: RedisConnections,
    private readonly memory: RedisMemory,
    private readonly keys: KeyNames,
    private readonly chunks: ChunkStore,
  ) {}

  /**
   * Makes the stream, or finds it when it is the rider's own already.
   * @returns the stream, and the id of its newest entry
   * @throws ConflictError STREAM_NAME_TAKEN when somebody else uses the name
   */
  async create(
    userId: string,
    name: string,
    visibility: Visibility = 'private',
  ): Promise<{ stream: StreamHandle; lastId: string; created: boolean }> {
    this.memory.assertRoom();
    const { commands } = this.redis;
    const keys = this.keys.stream(name);
    const isPublic = visibility === 'public' ? '1' : '0';
    const args = [userId, randomBytes(12).toString('hex'), Date.now(), isPublic];
    const [state, streamId, lastId] = await CREATE.run(commands, [keys.meta, keys.entries, keys.persisted], args);
    if (state === 'foreign') {
      throw new ConflictError('STREAM_NAME_TAKEN', 'This stream name is in use, please choose another', [
        { field: 'streamName', message: 'is in use' },
      ]);
    }
    await this.list(userId, name, state === 'created' ? visibility : null);
    const stream = await this.find(name);
    if (stream?.id !== streamId)
      throw new ConflictError('STREAM_REMOVED', 'This stream is being removed, please send this again');
    return { stream, lastId, created: state === 'created' };
  }

  /** @throws NotFoundError when there is none, or it is not the rider's own */
  async owned(userId: string, name: string): Promise<StreamHandle> {
    const stream = await this.find(name);
    if (stream?.owner !== userId) throw notFound();
    return stream;
  }

  /** @throws NotFoundError when there is none, it is private and somebody else's, or the caller's ticket is for another */
  async visible(principal: Principal, name: string): Promise<StreamHandle> {
    if (principal.streamName !== undefined && principal.streamName !== name) throw notFound();
    const stream = await this.find(name);
    if (!stream || (stream.owner !== principal.userId && !stream.public)) throw notFound();
    return stream;
  }

  /** The stream of that name, whoever owns it; for callers that check. */
  async find(name: string): Promise<StreamHandle | null> {
    return toHandle(name, await this.redis.commands.hgetall(this.keys.stream(name).meta));
  }

  /** One's own streams and the public ones, by name. */
  async visibleNames(userId: string): Promise<string[]> {
    const names = await this.redis.commands.sunion(this.keys.owned(userId), this.keys.public());
    return names.sort();
  }

  /** What has arrived on each of the caller's visible streams; names whose stream is gone are forgotten on the way. */
  async describeVisible(userId: string): Promise<StreamDescription[]> {
    const found = await Promise.all(
      (await this.visibleNames(userId)).map(async (name) => ({ name, stream: await this.find(name) })),
    );
    const gone = found
      .filter(({ stream }) => stream === null || (stream.owner !== userId && !stream.public))
      .map(({ name }) => name);
    if (gone.length > 0) await this.redis.commands.srem(this.keys.owned(userId), ...gone);
    const visible = found.flatMap(({ stream }) =>
      stream && (stream.owner === userId || stream.public) ? [stream] : [],
    );
    return Promise.all(visible.map((stream) => this.describe(stream)));
  }

  async describe(stream: StreamHandle): Promise<StreamDescription> {
    const { entries, persisted } = this.keys.stream(stream.name);
    const { commands } = this.redis;
    const [[first], mark] = await Promise.all([
      commands.xrange(entries, '-', '+', 'COUNT', 1),
      commands.get(persisted + stream.id),
    ]);
    return {
      name: stream.name,
      length: stream.messages,
      points: stream.points,
      firstMessageId: first ? (messagesOf(first)[0]?.id ?? null) : null,
      lastMessageId: stream.messages > 0 ? stream.newest : null,
      lastTimestamp: stream.lastTimestamp,
      persistedMessageId: persistedId(stream, mark),
    };
  }

  /** While held, a stream is neither cleaned up nor deleted by its owner: something unfinished needs it. */
  async hold(stream: StreamHandle): Promise<void> {
    await this.update(stream, { held: '1' });
  }

  async release(stream: StreamHandle): Promise<void> {
    await this.update(stream, { held: '' });
  }

  /**
   * From now on nothing more is taken; what was acknowledged is all there will be.
   * @returns the stream as it is from now on
   */
  async end(stream: StreamHandle): Promise<StreamHandle> {
    await this.update(stream, { ended: '1' });
    const ended = await this.find(stream.name);
    return ended?.id === stream.id ? ended : stream;
  }

  /** Takes {@link end} back, when what should have followed could not be done. */
  async reopen(stream: StreamHandle): Promise<void> {
    await this.update(stream, { ended: '' });
  }

  async setVisibility(stream: StreamHandle, visibility: Visibility): Promise<void> {
    await this.update(stream, { public: visibility === 'public' ? '1' : '0' });
    await this.list(stream.owner, stream.name, visibility);
  }

  /**
   * @param options.evenIfHeld for whoever holds it
   * @throws ConflictError STREAM_IN_USE when it is held
   */
  async remove(stream: StreamHandle, options: { evenIfHeld?: boolean } = {}): Promise<void> {
    const keys = this.keys.stream(stream.name);
    const args = [stream.id, keys.seen, keys.unordered, keys.digest, keys.channel, options.evenIfHeld ? '1' : '0'];
    const outcome = await AWAY.run(this.redis.commands, [keys.meta, keys.entries, keys.persisted], args);
    if (outcome === 'held') {
      throw new ConflictError(
        'STREAM_IN_USE',
        'This stream belongs to an unfinished workout: complete or delete the workout first',
      );
    }
    if (outcome === 'removed') {
      await this.redis.commands.srem(this.keys.owned(stream.owner), stream.name);
      await this.redis.commands.srem(this.keys.public(), stream.name);
    }
    await this.chunks.remove(stream.owner, [stream.id]);
  }

  /**
   * Removes the rider's own streams on which nothing arrived for `retention` milliseconds, except held ones.
   * @returns how many were removed
   */
  async cleanUp(userId: string, retention: number): Promise<number> {
    const oldest = Date.now() - retention;
    let removed = 0;
    for (const name of await this.redis.commands.smembers(this.keys.owned(userId))) {
      const stream = await this.find(name);
      if (stream?.owner !== userId || stream.held) continue;
      const lastActivity = stream.messages > 0 ? arrivalOf(stream.newest) : stream.createdAt;
      if (lastActivity > oldest) continue;
      await this.remove(stream);
      removed += 1;
    }
    return removed;
  }

  private async update(stream: StreamHandle, fields: Record<string, string>): Promise<void> {
    await UPDATE.run(
      this.redis.commands,
      [this.keys.stream(stream.name).meta],
      [stream.id, ...Object.entries(fields).flat()],
    );
  }

  /** The lists live in other slots than the stream: they are hints, and every reader checks the stream itself. */
  private async list(userId: string, name: string, visibility: Visibility | null): Promise<void> {
    const { commands } = this.redis;
    await commands.sadd(this.keys.owned(userId), name);
    if (visibility === null) return;
    if (visibility === 'public') await commands.sadd(this.keys.public(), name);
    else await commands.srem(this.keys.public(), name);
    await commands.publish(this.keys.announcements(), name);
  }
}

/** By its mark, `<sequence> <entry id>`, perhaps with `*` behind, or by what an older worker has noted; null while nothing is. */
function persistedId({ persisted }: StreamHandle, mark: string | null): string | null {
  const [sequence = '', id = ''] = (mark ?? '').replace('*', '').split(' ');
  if (persisted && persisted.sequence > Number(sequence)) return persisted.id;
  return id === '' ? null : id;
}
