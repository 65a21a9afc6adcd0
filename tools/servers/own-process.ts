import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { guard } from './guard';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface OwnProcessOptions {
  readonly args: readonly string[];
  /** The whole environment of the child. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** A file that its output is appended to, or a function that gets it piece by piece. */
  readonly output: string | ((text: string) => void);
  /** A folder that goes with the process, should this process die before it. */
  readonly directory?: string;
}

/** A child of this process that never outlives it. */
export interface OwnProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** How it ended, or undefined while it runs. */
  ended(): Exit | undefined;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after the deadline; settles when the process is gone. */
  stop(deadlineMs: number): Promise<Exit>;
}

/**
 * Starts a program as leader of a process group of its own, so that Ctrl-C in a terminal reaches only us and the order of
 * stopping stays ours.
 *
 * @throws Error ENOENT, EACCES … when the program cannot be started
 */
export async function startProcess(program: string, options: OwnProcessOptions): Promise<OwnProcess> {
  const { output } = options;
  const log = typeof output === 'string' ? openSync(output, 'a') : 'pipe';
  const child = spawn(program, [...options.args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  if (typeof log === 'number') closeSync(log);
  if (typeof output === 'function') {
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', output);
  }
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => (exit = { code, signal }));
    // Later than 'exit': by then all of its output has been read.
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await once(child, 'spawn');
  const pid = child.pid as number;
  const release = guard(pid, options.directory);
  const gone = exited.then(async (how) => {
    await release();
    return how;
  });
  return {
    pid,
    exited: gone,
    ended: () => exit,
    kill: (signal) => void child.kill(signal),
    async stop(deadlineMs) {
      child.kill('SIGTERM');
      await Promise.race([gone, pause(deadlineMs, undefined, { ref: false })]);
      if (!exit) child.kill('SIGKILL');
      return gone;
    },
  };
}

/** One line for a person: "ended with exit code 1", "ended by SIGKILL". */
export function describeExit({ code, signal }: Exit): string {
  return signal ? `ended by ${signal}` : `ended with exit code ${code}`;
}
