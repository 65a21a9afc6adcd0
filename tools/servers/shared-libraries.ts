import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { cached } from './cache';
import { tryRun } from './command';
import { type Progress } from './progress';

/** Where a shared library comes from that the machine lacks. */
export interface Supply {
  readonly library: RegExp;
  /** For the user's cache, with the version in it. */
  readonly cachedAs: string;
  readonly label: string;
  /** Unpacks it into an empty folder. */
  readonly fill: (directory: string) => Promise<void>;
}

/**
 * Makes the loader find what a program is linked to: for its process alone, nothing is installed.
 *
 * @returns what its environment needs
 * @throws Error when something is still missing
 */
export async function supplyLibraries(
  program: string,
  supplies: readonly Supply[],
  progress: Progress,
): Promise<Record<string, string>> {
  const missing = await missingLibraries(program);
  const folders: string[] = [];
  for (const { library, cachedAs, label, fill } of supplies) {
    if (!missing.some((name) => library.test(name))) continue;
    const directory = await cached(cachedAs, (draft) => progress.during(label, () => fill(draft)));
    folders.push(...(await libraryFolders(directory)));
  }
  const env = withLibraries(folders);
  const still = await missingLibraries(program, env);
  if (still.length > 0) throw new Error(`${basename(program)} needs ${still.join(', ')}`);
  return env;
}

/** Folders with shared libraries inside an unpacked Debian package, for `LD_LIBRARY_PATH`. */
export async function libraryFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => /\.so(\.|$)/.test(entry.name)).map((entry) => entry.parentPath);
  return [...new Set(folders)].filter((folder) => !folder.includes('engines-') && !folder.endsWith('ossl-modules'));
}

/** The shared libraries that a program wants and the loader does not find. */
export async function missingLibraries(program: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const listed = (await tryRun('ldd', [program], { env })) ?? '';
  return [...listed.matchAll(/^[ \t]*(\S+) => not found/gm)].map((match) => match[1] as string);
}

/** An environment in which the loader also looks into these folders. */
export function withLibraries(folders: readonly string[]): Record<string, string> {
  return folders.length > 0 ? { LD_LIBRARY_PATH: folders.join(':') } : {};
}
