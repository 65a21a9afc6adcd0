import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeExit, startProcess, type Exit } from '../../../tools/servers';
import { buildOnce } from './build-once';

export interface ProgramOptions {
  /** Answers 2xx when the program is ready; without one, the program counts as ready once it runs. */
  healthUrl?: string;
  /** How long it may take to get ready; 20 s if not given. */
  timeoutMs?: number;
  /** Arguments for Node itself, before the entry. */
  nodeArguments?: string[];
  /** Arguments for the program, after the entry. */
  arguments?: string[];
  /** The folder that it runs in; the project's root if not given. */
  cwd?: string;
}

/** A program of ours in a process of its own, which ends with the test process at the latest. */
export interface Program {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Everything that it has written so far. */
  output(): string;
  kill(signal?: NodeJS.Signals): void;
  /** SIGTERM, SIGKILL after 15 s; settles with how it ended. */
  stop(): Promise<Exit>;
}

/**
 * Starts a program and waits until it is ready. What lies in `dist` is built first, once in a test run.
 *
 * @param entry path from the project's root, `dist/apps/api/src/main.js`
 * @param env its settings; of this process's environment it gets only what Node needs
 * @throws Error with the program's output when it ends or is not ready in time
 */
export async function startProgram(
  entry: string,
  env: Readonly<Record<string, string>>,
  options: ProgramOptions = {},
): Promise<Program> {
  if (entry.startsWith('dist/')) await buildOnce();
  let output = '';
  const { PATH, HOME, TZ } = process.env;
  const child = await startProcess(process.execPath, {
    args: [...(options.nodeArguments ?? []), resolve(entry), ...(options.arguments ?? [])],
    env: { PATH, HOME, TZ, ...env },
    cwd: options.cwd,
    output: (text) => (output += text),
  });
  const program: Program = {
    pid: child.pid,
    exited: child.exited,
    output: () => output,
    kill: (signal = 'SIGKILL') => child.kill(signal),
    stop: () => child.stop(15_000),
  };
  const deadline = Date.now() + (options.timeoutMs ?? 20_000);
  while (options.healthUrl && !(await answers(options.healthUrl))) {
    const exit = child.ended();
    if (exit) throw new Error(`${entry} ${describeExit(exit)}:\n${output}`);
    if (Date.now() > deadline) {
      await program.stop();
      throw new Error(`${entry} is not ready in time:\n${output}`);
    }
    await pause(50);
  }
  return program;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
