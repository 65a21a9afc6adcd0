import { setTimeout as pause } from 'node:timers/promises';
import { type Redis } from 'ioredis';

export interface LogState {
  /** Entries that were put into the logs since they began, as far as they were read or are there still. */
  added: number;
  /** Entries that a worker has acknowledged since the group began. */
  acknowledged: number;
  pending: number;
  /** Entries that no worker has read; the block that is not one yet is one of them. */
  unread: number;
}

const POLL_MS = 10;

/** The ingest logs of a service and what its workers have done with them. */
export class IngestLogs {
  private keys: readonly string[] = [];

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** There are as many as the service makes when it starts. */
  async names(): Promise<readonly string[]> {
    if (this.keys.length === 0) this.keys = await this.redis.keys(`{${this.prefix}:p*}:ingest`);
    return this.keys;
  }

  async state(): Promise<LogState> {
    const states = await Promise.all((await this.names()).map((key) => this.stateOf(key)));
    const sum = (name: keyof LogState): number => states.reduce((total, state) => total + state[name], 0);
    return {
      added: sum('added'),
      acknowledged: sum('acknowledged'),
      pending: sum('pending'),
      unread: sum('unread'),
    };
  }

  /** @throws Error when entries are left after that time */
  async untilEmpty(limitSeconds: number): Promise<void> {
    for (const end = performance.now() + limitSeconds * 1000; ; await pause(POLL_MS)) {
      const { pending, unread } = await this.state();
      if (pending === 0 && unread === 0) return;
      if (performance.now() > end)
        throw new Error(`${pending} entries pending, ${unread} unread: the worker is behind`);
    }
  }

  /** Makes an entry of what is gathered for the next one in each log, as a worker does; while nobody adds to it. */
  async closeBlocks(): Promise<void> {
    for (const key of await this.names()) {
      const block = await this.redis.getdel(openBlockOf(key));
      if (block !== null) await this.redis.xadd(key, '*', 'block', block);
    }
  }

  /** What the logs hold at this moment. */
  async copy(): Promise<[key: string, copy: Buffer][]> {
    const keys = await this.names();
    return Promise.all(keys.map(async (key): Promise<[string, Buffer]> => [key, await this.redis.dumpBuffer(key)]));
  }

  /** Up to where each stream is in MongoDB at this moment. */
  async marks(): Promise<[key: string, mark: string][]> {
    const keys = await this.redis.keys(`{${this.prefix}:p*}:persisted:*`);
    return Promise.all(keys.map(async (key): Promise<[string, string]> => [key, (await this.redis.get(key)) ?? '']));
  }

  /** As if nothing had been stored since. */
  async putBackMarks(marks: readonly [key: string, mark: string][]): Promise<void> {
    await this.redis.mset(marks.flat());
  }

  /**
   * Makes the logs what they were, entries under the ids that they had, with a group that has read none of them.
   * @returns the name of the group
   */
  async putBack(copies: readonly [key: string, copy: Buffer][]): Promise<string> {
    let name = '';
    for (const [key, copy] of copies) name = await this.restore(key, copy);
    return name;
  }

  private async restore(key: string, copy: Buffer): Promise<string> {
    await this.redis.restore(key, 0, copy, 'REPLACE');
    const group = String((await this.group(key))('name'));
    const stream = named(await this.redis.xinfo('STREAM', key));
    const gone = Number(stream('entries-added')) - Number(stream('length'));
    await this.redis.xgroup('DESTROY', key, group);
    await this.redis.xgroup('CREATE', key, group, '0', 'ENTRIESREAD', gone);
    return group;
  }

  private async group(key: string): Promise<Named> {
    const groups = (await this.redis.xinfo('GROUPS', key)) as unknown[];
    return named(groups[0]);
  }

  private async stateOf(key: string): Promise<LogState> {
    const [group, open] = [await this.group(key), await this.redis.exists(openBlockOf(key))];
    const number = (name: string): number => Number(group(name) ?? 0);
    const [read, pending, unread] = [number('entries-read'), number('pending'), number('lag') + open];
    return { added: read + unread, acknowledged: read - pending, pending, unread };
  }
}

const openBlockOf = (key: string): string => `${key}:open`;

type Named = (name: string) => unknown;

/** Redis answers with names and values in turn. */
function named(values: unknown): Named {
  const list = Array.isArray(values) ? (values as unknown[]) : [];
  return (name) => list[list.indexOf(name) + 1];
}
