import { tryRun } from './command';
import { type Executable } from './running-server';

/** The oldest major version that serves: transactions, streams and all else that is used here. */
const oldest = 7;

/**
 * A server program on PATH, recent enough.
 *
 * @param program its name, without a folder
 * @param pattern finds the version in what `--version` prints, as its first group
 * @returns undefined where there is none, or an older one
 */
export async function findOnPath(program: string, pattern: RegExp): Promise<Executable | undefined> {
  const version = await versionOf(program, pattern);
  return version && Number.parseInt(version, 10) >= oldest ? { path: program, how: 'path', version } : undefined;
}

/** The version that a program tells, or undefined where it does not start. */
export async function versionOf(
  program: string,
  pattern: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const told = await tryRun(program, ['--version'], { env, timeoutMs: 20_000 });
  return told ? pattern.exec(told)?.[1] : undefined;
}
