import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface CommandOptions {
  cwd?: string;
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string>>;
  timeoutMs?: number;
}

/**
 * Runs a program without a shell and gives its standard output. It does not go on when this process ends, say in the middle
 * of a download.
 *
 * @throws Error with the program's name and the last line that it wrote to standard error
 */
export async function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const running = execute(program, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    timeout: options.timeoutMs ?? 0,
    maxBuffer: 16 * 1024 * 1024,
  });
  const end = (): void => void running.child.kill();
  process.once('exit', end);
  try {
    return (await running).stdout;
  } catch (error) {
    throw new Error(`${basename(program)}: ${complaint(error as Error & { stderr?: string })}`, { cause: error });
  } finally {
    process.off('exit', end);
  }
}

/** What `run` gives, or undefined where the program is missing or fails. */
export async function tryRun(
  program: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<string | undefined> {
  try {
    return await run(program, args, options);
  } catch {
    return undefined;
  }
}

/** The first line of an error's message: enough to tell a person why a way was not taken. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? '';
}

function complaint({ stderr, message }: Error & { stderr?: string }): string {
  return stderr?.trimEnd().split('\n').at(-1) || message;
}
