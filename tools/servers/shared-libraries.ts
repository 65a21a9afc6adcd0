import { readdir } from 'node:fs/promises';
import { tryRun } from './command';

/** Folders with shared libraries inside an unpacked Debian package, for `LD_LIBRARY_PATH`. */
export async function libraryFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => /\.so(\.|$)/.test(entry.name)).map((entry) => entry.parentPath);
  return [...new Set(folders)].filter((folder) => !folder.includes('engines-') && !folder.endsWith('ossl-modules'));
}

/** The shared libraries that a program wants and the loader does not find. */
export async function missingLibraries(program: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const listed = (await tryRun('ldd', [program], { env })) ?? '';
  return [...listed.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] as string);
}

/** An environment in which the loader also looks into these folders. */
export function withLibraries(folders: readonly string[]): Record<string, string> {
  return folders.length > 0 ? { LD_LIBRARY_PATH: folders.join(':') } : {};
}
