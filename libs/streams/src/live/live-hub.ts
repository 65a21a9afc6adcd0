import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Redis } from 'ioredis';

import { reasonOf, RedisConnections } from '#platform';

import { compareEntryIds } from '../entry-id';
import { type Audience, StreamAudience } from '../stream-audience';
import { type StreamDigest, StreamDigests } from '../stream-digests';
import { type StreamEntry } from '../stream-entry';
import { KeyNames } from '../stream-keys';
import { StreamReader } from '../stream-reader';
import { readPublished } from './published';

const PING_EVERY = 4_000;
/** Three lost pings: the socket is half-open. */
const SILENCE_LIMIT = 12_000;
const DIGEST_EVERY = 5_000;
/** What an announcement did not tell is noticed within this: one that was lost, a setting, a stream that was replaced. */
const AUDIENCE_EVERY = 2_000;
const PAGE = 500;
const FILL_AGAIN_AFTER = 250;

/** Who wants to hear of one stream. Called in order, never concurrently. */
export interface StreamListener {
  onEntry(entry: StreamEntry): void;
  onRemoved(): void;
  /** What was computed from the stream, at most every few seconds. */
  onDigest?(digest: StreamDigest): void;
  /** Who may see the stream as of now, null when it is gone; again and again, and before anything that came in a gap. */
  onAudience?(audience: Audience | null): void;
}

interface Channel {
  listeners: Set<StreamListener>;
  /** Everything up to here was handed out. */
  lastId: string;
  /** The last entry whose digest was handed out. */
  digestedId: string;
  ready: Promise<void>;
  /** Entries that came while a gap before them is being filled; null when there is no gap. */
  waiting: StreamEntry[] | null;
}

/**
 * Live fan-out: one subscription per process and watched stream, whatever the number of viewers. Redis' publish and
 * subscribe carries entries as they are appended; what it drops while the connection is down is read from the stream
 * itself, because every channel knows the last entry that it handed out.
 */
@Injectable()
export class LiveHub implements OnApplicationShutdown {
  private readonly logger = new Logger(LiveHub.name);
  private readonly channels = new Map<string, Channel>();
  private readonly announcementListeners = new Set<(streamName: string) => void>();
  private subscriber: Redis | undefined;
  private timers: NodeJS.Timeout[] = [];
  private digesting: Promise<void> | null = null;
  private checking: Promise<void> | null = null;
  /** Counts them, so that whatever belongs to an earlier one knows that it is over. */
  private connections = 0;

  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
    private readonly reader: StreamReader,
    private readonly digests: StreamDigests,
    private readonly audience: StreamAudience,
  ) {}

  /** How many streams this process listens to, and for how many listeners. */
  get load(): { streams: number; listeners: number } {
    const sizes = [...this.channels.values()].map(({ listeners }) => listeners.size);
    return { streams: sizes.length, listeners: sizes.reduce((sum, size) => sum + size, 0) };
  }

  /**
   * Hands every entry that is appended from now on to the listener.
   * @returns a function that ends it
   */
  async watch(name: string, listener: StreamListener): Promise<() => Promise<void>> {
    let channel = this.channels.get(name);
    if (!channel) {
      channel = { listeners: new Set(), lastId: '0-0', digestedId: '0-0', ready: Promise.resolve(), waiting: null };
      this.channels.set(name, channel);
      channel.ready = this.open(name, channel);
    }
    channel.listeners.add(listener);
    const end = async (): Promise<void> => this.leave(name, channel, listener);
    try {
      await channel.ready;
    } catch (error) {
      await end();
      throw error;
    }
    return end;
  }

  /** Calls back with the name of every stream that appears or changes who may watch it. */
  async onAnnouncement(callback: (streamName: string) => void): Promise<() => void> {
    await this.connection().subscribe(this.keys.announcements());
    this.announcementListeners.add(callback);
    return () => this.announcementListeners.delete(callback);
  }

  onApplicationShutdown(): void {
    this.timers.forEach(clearInterval);
    this.connections += 1;
  }

  private async open(name: string, channel: Channel): Promise<void> {
    // Asked first, and on the connection that fails fast: the subscription would wait for Redis to come back.
    channel.lastId = await this.reader.newestId(name);
    await this.connection().subscribe(this.keys.stream(name).channel, this.keys.announcements());
  }

  private async leave(name: string, channel: Channel, listener: StreamListener): Promise<void> {
    channel.listeners.delete(listener);
    if (channel.listeners.size > 0 || this.channels.get(name) !== channel) return;
    this.channels.delete(name);
    await this.subscriber?.unsubscribe(this.keys.stream(name).channel).catch(() => undefined);
    // Somebody came back while we were leaving.
    // If this fails, the connection is lost: with the next one everything is subscribed to again.
    if (this.channels.has(name))
      await this.subscriber?.subscribe(this.keys.stream(name).channel).catch(() => undefined);
  }

  private connection(): Redis {
    if (this.subscriber) return this.subscriber;
    const subscriber = this.redis.createReader('live', SILENCE_LIMIT);
    let connectedBefore = false;
    subscriber.on('message', (channel: string, payload: string) => this.receive(channel, payload));
    subscriber.on('ready', () => {
      if (connectedBefore) void this.resume(subscriber);
      connectedBefore = true;
    });
    this.timers = [
      setInterval(() => void subscriber.ping().catch(() => undefined), PING_EVERY).unref(),
      setInterval(() => {
        this.digesting ??= this.handOutDigests().finally(() => (this.digesting = null));
      }, DIGEST_EVERY).unref(),
      setInterval(() => {
        this.checking ??= this.handOutAudience([...this.channels.keys()])
          .catch((error: unknown) => this.logger.warn(`who may watch is not known now: ${reasonOf(error)}`))
          .finally(() => (this.checking = null));
      }, AUDIENCE_EVERY).unref(),
    ];
    this.subscriber = subscriber;
    return subscriber;
  }

  private receive(channelName: string, payload: string): void {
    const announcements = this.keys.announcements();
    if (channelName === announcements) {
      for (const callback of this.announcementListeners) callback(payload);
      if (this.channels.has(payload))
        this.handOutAudience([payload]).catch((error: unknown) => this.logger.warn(reasonOf(error)));
      return;
    }
    const name = channelName.slice(this.keys.stream('').channel.length);
    const channel = this.channels.get(name);
    if (!channel) return;
    if (payload === '!deleted') {
      for (const listener of [...channel.listeners]) listener.onRemoved();
      return;
    }
    for (const entry of readPublished(payload)) this.deliver(channel, entry);
  }

  private deliver(channel: Channel, entry: StreamEntry): void {
    if (channel.waiting) channel.waiting.push(entry);
    else this.handOut(channel, entry);
  }

  private handOut(channel: Channel, entry: StreamEntry): void {
    if (compareEntryIds(entry.id, channel.lastId) <= 0) return;
    channel.lastId = entry.id;
    for (const listener of channel.listeners) listener.onEntry(entry);
  }

  private async handOutAudience(names: readonly string[]): Promise<void> {
    const channels = names.map((name) => this.channels.get(name));
    const found = await this.audience.of(names);
    channels.forEach((channel, index) => {
      for (const listener of [...(channel?.listeners ?? [])]) listener.onAudience?.(found[index] ?? null);
    });
  }

  /** One stream after the other: what is computed for viewers must not crowd out the points themselves. */
  private async handOutDigests(): Promise<void> {
    for (const [name, channel] of this.channels) {
      const { lastId } = channel;
      if (channel.digestedId === lastId) continue;
      channel.digestedId = lastId;
      try {
        const digest = await this.digests.of(name);
        if (digest) for (const listener of channel.listeners) listener.onDigest?.(digest);
      } catch (error) {
        this.logger.warn(`no digest this time: ${reasonOf(error)}`);
      }
    }
  }

  /**
   * After a reconnect: subscribes again, and only then reads what was appended meanwhile. What comes has to wait for that,
   * also when reading fails at first: its connection may be back later than this one.
   */
  private async resume(subscriber: Redis): Promise<void> {
    const connection = (this.connections += 1);
    for (const channel of this.channels.values()) channel.waiting ??= [];
    while (connection === this.connections) {
      try {
        const names = [...this.channels.keys()].map((name) => this.keys.stream(name).channel);
        await subscriber.subscribe(this.keys.announcements(), ...names);
        await this.handOutAudience([...this.channels.keys()]);
        for (const [name, channel] of this.channels) {
          await this.fillGap(name, channel);
          if (connection !== this.connections) return;
          const waiting = channel.waiting ?? [];
          channel.waiting = null;
          for (const entry of waiting) this.handOut(channel, entry);
        }
        return;
      } catch (error) {
        this.logger.warn(`the gap after a reconnect is not filled yet: ${reasonOf(error)}`);
        await sleep(FILL_AGAIN_AFTER, undefined, { ref: false });
      }
    }
  }

  private async fillGap(name: string, channel: Channel): Promise<void> {
    for (;;) {
      const page = await this.reader.messages(name, `(${channel.lastId}`, '+', PAGE);
      for (const entry of page) this.handOut(channel, entry);
      if (page.length < PAGE) return;
    }
  }
}
