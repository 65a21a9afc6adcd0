import { setTimeout as pause } from 'node:timers/promises';

import { mongo } from 'mongoose';

import { freePort, type RunningServer, silent } from '../../../tools/servers';
import { findMongod } from '../../../tools/servers/mongo/find-mongod';
import { initiate, replicaSetName } from '../../../tools/servers/mongo/replica-set';
import { startMember } from '../../../tools/servers/mongo/start-mongod';

const PRIMARY_WITHIN_MS = 30_000;

interface Member {
  port: number;
  server: RunningServer;
}

/** Three mongods that elect a primary among themselves, on one machine. */
export class ReplicaSet {
  private readonly client: mongo.MongoClient;

  private constructor(private readonly members: readonly Member[]) {
    this.client = new mongo.MongoClient(this.uri, { serverSelectionTimeoutMS: PRIMARY_WITHIN_MS });
  }

  static async start(size = 3): Promise<ReplicaSet> {
    const executable = await findMongod(silent);
    const members: Member[] = [];
    try {
      while (members.length < size) {
        const port = await freePort();
        members.push({ port, server: await startMember(executable, { port }) });
      }
      await initiate(members.map(({ port }) => port));
      const set = new ReplicaSet(members);
      await set.primary();
      return set;
    } catch (error) {
      await Promise.all(members.map(({ server }) => server.stop()));
      throw error;
    }
  }

  get uri(): string {
    return `mongodb://${this.members.map(({ port }) => `127.0.0.1:${port}`).join(',')}/?replicaSet=${replicaSetName}`;
  }

  /** Port of the member that takes writes, once there is one. */
  async primary(): Promise<number> {
    for (const deadline = Date.now() + PRIMARY_WITHIN_MS; ; await pause(50)) {
      const hello = await this.client
        .db('admin')
        .command({ hello: 1 })
        .catch(() => null);
      if (hello?.['isWritablePrimary']) return Number(String(hello['me']).split(':')[1]);
      if (Date.now() > deadline) throw new Error('the replica set has no primary');
    }
  }

  /** The primary gives up its part; returns when another one, or the same again, has taken it. */
  async stepDown(): Promise<void> {
    await this.client
      .db('admin')
      .command({ replSetStepDown: 5, secondaryCatchUpPeriodSecs: 5 })
      // Older servers cut the connection of whoever asks.
      .catch(() => undefined);
    await this.primary();
  }

  /** Nobody but the primary goes on, so nothing can have a majority; for less than an election takes. */
  async haltSecondaries(): Promise<() => void> {
    const primary = await this.primary();
    const secondaries = this.members.filter(({ port }) => port !== primary);
    const signal = (name: NodeJS.Signals): void => {
      for (const { server } of secondaries) if (server.pid !== undefined) process.kill(server.pid, name);
    };
    signal('SIGSTOP');
    return () => signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.client.close();
    await Promise.all(this.members.map(({ server }) => server.stop()));
  }
}
