import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';
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
      // Between the search for a free port and its use somebody else may have taken it.
      if (attempt === attempts || options.port !== undefined || !(error instanceof PortTaken)) throw error;
    }
  }
}

class PortTaken extends Error {}

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
    throw /address already in use|belongs to another/i.test(reason) ? new PortTaken(reason) : new Error(reason);
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

/** The last lines of a log file, for the message about what went wrong. */
export async function tail(file: string, lines = 5): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
