import { join } from 'node:path';
import { cached } from '../cache';
import { firstLine } from '../command';
import { distribution, unpackPackages } from '../debian';
import { findOnPath, versionOf } from '../find-on-path';
import { type Progress } from '../progress';
import { type Executable } from '../running-server';
import { libraryFolders, withLibraries } from '../shared-libraries';

const redisVersion = /\bv=(\S+)/;

/**
 * A `redis-server`, 7 or later: the one on PATH, else the distribution's package unpacked into the user's cache.
 *
 * @throws Error with one sentence that names every way to get one
 */
export async function findRedis(progress: Progress): Promise<Executable> {
  const onPath = await findOnPath('redis-server', redisVersion);
  if (onPath) return onPath;
  try {
    return await redisFromDebian(progress);
  } catch (error) {
    throw new Error(
      `No Redis here and none to be fetched (${firstLine(error)}): ` +
        'set REDIS_URL, start Docker, or install redis-server 7 or later (apt-get install redis-server, brew install redis).',
      { cause: error },
    );
  }
}

async function redisFromDebian(progress: Progress): Promise<Executable> {
  const directory = await cached(`redis-${await distribution()}-${process.arch}`, (draft) =>
    progress.during('Fetching Redis from the package mirror (2 MB, once)', async () => {
      await unpackPackages(['redis-server'], ['redis-server', 'redis-tools'], draft);
      await unpackedIn(draft);
    }),
  );
  return unpackedIn(directory);
}

async function unpackedIn(directory: string): Promise<Executable> {
  const path = join(directory, 'usr', 'bin', 'redis-server');
  const env = withLibraries(await libraryFolders(directory));
  const version = await versionOf(path, redisVersion, env);
  if (!version) throw new Error(`${path} does not start here`);
  if (Number.parseInt(version, 10) < 7) throw new Error(`the distribution has Redis ${version}, older than 7`);
  return { path, how: 'fetched', version, env };
}
