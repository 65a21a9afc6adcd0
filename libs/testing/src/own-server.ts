import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, type RunningServer, silent } from '../../../tools/servers';
import { findMongod } from '../../../tools/servers/mongo/find-mongod';
import { startMongod } from '../../../tools/servers/mongo/start-mongod';
import { findRedis } from '../../../tools/servers/redis/find-redis';
import { startRedis } from '../../../tools/servers/redis/start-redis';

type Place = { port: number; directory: string };

/** A server of one test's own, which may be halted, killed and started again on the same data. */
export class OwnServer {
  private server!: RunningServer;

  private constructor(
    private readonly startIt: (place: Place) => Promise<RunningServer>,
    private readonly place: Place,
  ) {}

  /** @param disk the folder in which it gets one for its data; where tests have theirs if not given */
  static redis = (disk?: string): Promise<OwnServer> =>
    OwnServer.start(async (place) => startRedis(await findRedis(silent), place), disk);
  static mongo = (disk?: string): Promise<OwnServer> =>
    OwnServer.start(async (place) => startMongod(await findMongod(silent), place), disk);

  private static async start(
    startIt: (place: Place) => Promise<RunningServer>,
    disk: string = tmpdir(),
  ): Promise<OwnServer> {
    const directory = await mkdtemp(join(disk, 'bike-power-tracker-own-server-'));
    const own = new OwnServer(startIt, { port: await freePort(), directory });
    await own.restart();
    return own;
  }

  get uri(): string {
    return this.server.uri;
  }

  /** Connections stay open and nothing is answered any more, as on a machine that hangs. */
  halt(): Promise<void> {
    process.kill(this.pid, 'SIGSTOP');
    return Promise.resolve();
  }

  resume(): Promise<void> {
    process.kill(this.pid, 'SIGCONT');
    return Promise.resolve();
  }

  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.server.exited;
  }

  /** Settles when it has ended by itself. */
  async ended(): Promise<void> {
    await this.server.exited;
  }

  async restart(): Promise<void> {
    this.server = await this.startIt(this.place);
  }

  /** The disk is gone: it comes back on the same port, and empty. */
  async loseData(): Promise<void> {
    await this.kill();
    await rm(this.place.directory, { recursive: true, force: true });
    await this.restart();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.place.directory, { recursive: true, force: true });
  }

  private get pid(): number {
    if (this.server.pid === undefined) throw new Error('this server is not a process of ours');
    return this.server.pid;
  }
}
