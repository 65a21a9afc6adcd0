import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeExit, startProcess, tail } from '../servers';
import { Failure } from './failure';
import { type Part } from './running';
import { type Settings } from './settings';

export interface Program {
  /** Names the log file: `api`. */
  readonly log: string;
  /** Path below `dist`. */
  readonly entry: string;
  /** What Node itself is told. */
  readonly nodeArgs?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const readyWithinMs = 60_000;
const stopWithinMs = 12_000;

/** Starts a program of ours; its output goes to its log file. */
export async function startProgram(
  { log, entry, nodeArgs = [], env }: Program,
  { logs }: Settings,
): Promise<Omit<Part, 'name'>> {
  const path = resolve(__dirname, '../..', entry);
  if (!existsSync(path)) throw new Failure(`dist/${entry} is not there: run npm run build and read what it says.`);
  const logFile = join(logs, `${log}.log`);
  const child = await startProcess(process.execPath, {
    args: ['--enable-source-maps', ...nodeArgs, path],
    env: { ...process.env, ...env },
    output: logFile,
  });
  return { pid: child.pid, logFile, exited: child.exited.then(describeExit), stop: () => child.stop(stopWithinMs) };
}

/** Runs a program of ours to its end. */
export async function runProgram(name: string, program: Program, settings: Settings): Promise<void> {
  const { exited, logFile = '' } = await startProgram(program, settings);
  const how = await exited;
  if (how !== describeExit({ code: 0, signal: null })) throw new Failure(`${name} ${how}:`, await tail(logFile));
}

/** Waits until a program says that it can serve. */
export async function waitUntilReady(name: string, port: number, logFile: string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady(port))) {
    if (Date.now() > deadline) throw new Failure(`${name} is not ready after a minute:`, await tail(logFile));
    await pause(100);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
