import { dirname, join } from 'node:path';

import { cached } from '../../../servers/cache';
import { run, tryRun } from '../../../servers/command';
import { distribution, unpackPackages } from '../../../servers/debian';

/**
 * The folder of a program: on PATH, else from Debian's package of that name, kept in the user's cache.
 *
 * @throws Error where neither is to be had
 */
export async function folderOf(program: string): Promise<string> {
  const onPath = await tryRun('which', [program]);
  if (onPath) return dirname(onPath.trim());
  const name = `${program}-${await distribution()}`;
  const directory = await cached(name, (draft) => unpackPackages([program], [program], draft));
  const folder = join(directory, 'usr', 'bin');
  await run(join(folder, program), ['--version']);
  return folder;
}
