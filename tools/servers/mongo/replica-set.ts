import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';

export const replicaSetName = 'rs0';

const notYetInitialized = 94;
const pollMs = 25;

/**
 * Makes a mongod the primary of a replica set of one, which transactions need, and waits until it takes writes. Data from
 * an earlier run on another port are taken over.
 *
 * @param host where it listens
 * @param port where it listens
 * @param member the address that the replica set shall have for it
 * @param pid if given, the process that must be the one that answers
 * @throws Error when another process answers, or none within 10 s
 */
export async function becomePrimary(host: string, port: number, member: string, pid?: number): Promise<void> {
  await withAdmin(host, port, async (admin) => {
    if (pid !== undefined) await mustBe(admin, port, pid);
    await configure(admin, member);
    const deadline = Date.now() + 10_000;
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > deadline) throw new Error(`The mongod on port ${port} does not become primary`);
      await pause(pollMs);
    }
  });
}

/**
 * Waits until a mongod answers, whatever it is in a replica set.
 *
 * @throws Error when another process answers, or none within 10 s
 */
export async function waitUntilUp(host: string, port: number, pid: number): Promise<void> {
  await withAdmin(host, port, (admin) => mustBe(admin, port, pid));
}

/**
 * Makes one replica set of mongods on 127.0.0.1 that have none, the first of which may be asked for it. They elect a
 * primary within seconds when theirs is gone.
 */
export async function initiate(ports: readonly number[]): Promise<void> {
  const members = ports.map((port, index) => ({ _id: index, host: `127.0.0.1:${port}` }));
  const settings = { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 };
  await withAdmin('127.0.0.1', ports[0] ?? 0, (admin) =>
    admin.command({ replSetInitiate: { _id: replicaSetName, members, settings } }),
  );
}

async function withAdmin(host: string, port: number, work: (admin: mongo.Db) => Promise<unknown>): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://${host}:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 10_000,
  });
  try {
    await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

async function mustBe(admin: mongo.Db, port: number, pid: number): Promise<void> {
  const status = await admin.command({ serverStatus: 1, repl: 0, metrics: 0, locks: 0 });
  if (Number(status.pid) !== pid) throw new Error(`Port ${port} belongs to another mongod`);
}

interface ReplicaSetConfig {
  version: number;
  members: { host: string }[];
}

async function configure(admin: mongo.Db, member: string): Promise<void> {
  const config = await currentConfig(admin);
  if (!config) {
    await admin.command({ replSetInitiate: { _id: replicaSetName, members: [{ _id: 0, host: member }] } });
  } else if (config.members[0]?.host !== member) {
    const members = [{ ...config.members[0], host: member }];
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
}

async function currentConfig(admin: mongo.Db): Promise<ReplicaSetConfig | undefined> {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    return config as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === notYetInitialized) return undefined;
    throw error;
  }
}
