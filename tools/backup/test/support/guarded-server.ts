import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mongo } from 'mongoose';

import { eventually } from '#testing';

import { type RunningServer, silent } from '../../../servers';
import { launch } from '../../../servers/launch';
import { findMongod } from '../../../servers/mongo/find-mongod';

/** Of all users. */
export const PASSWORD = 'not-to-be-seen-by-others';

type User = 'root' | 'backup' | 'restore' | 'nobody';

const everything = { resource: { anyResource: true }, actions: ['anyAction'] };
const roles: Record<User, string[]> = {
  root: ['root'],
  backup: ['backup'],
  restore: ['backup', 'restore', 'replayOplog'],
  nobody: [],
};

/** A replica set of one that lets in those who have a password, with the users that the documentation names. */
export class GuardedServer {
  private constructor(
    private readonly server: RunningServer,
    private readonly folder: string,
  ) {}

  static async start(): Promise<GuardedServer> {
    const folder = await mkdtemp(join(tmpdir(), 'bike-power-tracker-guarded-'));
    const key = join(folder, 'key');
    await writeFile(key, Buffer.alloc(90, 'key').toString('base64'), { mode: 0o600 });
    const server = await launch({
      name: 'mongod',
      executable: await findMongod(silent),
      args: (port, directory) => [
        ...['--dbpath', directory, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
        ...['--replSet', 'rs0', '--keyFile', key, '--wiredTigerCacheSizeGB', '0.25'],
      ],
      ready: makeUsers,
      uri: (port) => `mongodb://127.0.0.1:${port}/?replicaSet=rs0`,
      stopWithinMs: 20_000,
    });
    return new GuardedServer(server, folder);
  }

  uriOf(user: User): string {
    return this.server.uri.replace('//', `//${user}:${PASSWORD}@`);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The first user can be made without a password, from the same machine. */
async function makeUsers(port: number): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  const admin = client.db('admin');
  const make = (db: mongo.Db, user: User): Promise<unknown> =>
    db.command({ createUser: user, pwd: PASSWORD, roles: roles[user] });
  try {
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
    await admin.command({ replSetInitiate: { _id: 'rs0', members } });
    await eventually(() => make(admin, 'root'), { timeoutMs: 30_000 });
  } finally {
    await client.close();
  }
  const root = new mongo.MongoClient(`mongodb://root:${PASSWORD}@127.0.0.1:${port}/?replicaSet=rs0`);
  try {
    const db = root.db('admin');
    await db.command({ createRole: 'replayOplog', privileges: [everything], roles: [] });
    for (const user of ['backup', 'restore', 'nobody'] as const) await make(db, user);
  } finally {
    await root.close();
  }
}
