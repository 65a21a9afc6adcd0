import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port';
import { tail } from './log-tail';
import { describeExit, startProcess, type OwnProcess } from './own-process';
import { type Executable, type RunningServer } from './running-server';
import { type ServerPlace } from './server-place';

export interface Launch extends ServerPlace {
  /** `mongod`, `redis-server`: names the log and the temporary folder, and is what messages say. */
  readonly name: string;
  readonly executable: Executable;
  readonly args: (port: number, directory: string) => string[];
  /** Settles when the process answers and is ready for work; throws when somebody else answers. */
  readonly ready: (port: number, process: OwnProcess) => Promise<void>;
  readonly uri: (port: number) => string;
  readonly stopWithinMs: number;
}

const attempts = 3;
const pauseMs = 500;

/**
 * Starts a server program on a free port and waits until our own process answers there.
 *
 * @throws Error with the last lines of its log when it does not come up
 */
export async function launch(options: Launch): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    try {
      return await launchOn(port, options);
    } catch (error) {
      if (attempt === attempts || !(error instanceof Passing)) throw error;
      await pause(pauseMs);
    }
  }
}

/**
 * What may be gone at the next attempt: between the search for a free port and its use somebody else may have taken it, and
 * a server whose parent was killed may still be busy with letting go of the data.
 */
class Passing extends Error {}

const passing = /address already in use|belongs to another|DBPathInUse/i;

async function launchOn(port: number, options: Launch): Promise<RunningServer> {
  const { name, executable } = options;
  const temporary = options.directory === undefined;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), `bike-power-tracker-${name}-`)));
  const logDirectory = options.logDirectory ?? directory;
  await mkdir(directory, { recursive: true });
  await mkdir(logDirectory, { recursive: true });
  const logFile = join(logDirectory, `${name}.log`);
  const remove = async (): Promise<void> => {
    if (temporary) await rm(directory, { recursive: true, force: true });
  };
  const server = await startProcess(executable.path, {
    args: options.args(port, directory),
    env: { ...process.env, ...executable.env },
    output: logFile,
    directory: temporary ? directory : undefined,
  });
  try {
    const early = server.exited.then((exit) => Promise.reject(new Error(describeExit(exit))));
    await Promise.race([options.ready(port, server), early]);
  } catch (error) {
    await server.stop(options.stopWithinMs);
    const log = await tail(logFile);
    await remove();
    const reason = `${name} did not start: ${(error as Error).message}\n${log}`;
    throw passing.test(reason) ? new Passing(reason) : new Error(reason);
  }
  return {
    uri: options.uri(port),
    how: executable.how,
    pid: server.pid,
    logFile,
    exited: server.exited.then(describeExit),
    async stop() {
      await server.stop(options.stopWithinMs);
      await remove();
    },
  };
}
