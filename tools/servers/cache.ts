import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const staleAfter = 60 * 60 * 1000;

/** The project's folder in the user's cache: `$XDG_CACHE_HOME` or `~/.cache`, as the XDG base directories say. */
export function cacheDirectory(): string {
  const configured = process.env.XDG_CACHE_HOME;
  const base = configured && isAbsolute(configured) ? configured : join(homedir(), '.cache');
  return join(base, 'bike-power-tracker');
}

/**
 * The folder `name` of the cache; `fill` makes it when it is not there. It appears complete or not at all, and two
 * processes that make it at the same time both end up with one of the two.
 *
 * @param name file name, with the version in it
 * @param fill writes the contents into the empty folder that it is given
 */
export async function cached(name: string, fill: (directory: string) => Promise<void>): Promise<string> {
  const root = cacheDirectory();
  const complete = join(root, name);
  if (existsSync(complete)) return complete;
  await mkdir(root, { recursive: true });
  await removeStaleDrafts(root);
  const draft = await mkdtemp(join(root, `.draft-${name}-`));
  try {
    await fill(draft);
    await rename(draft, complete);
  } catch (error) {
    if (!existsSync(complete)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return complete;
}

/** What an interrupted download left behind is of no use to anybody. */
async function removeStaleDrafts(root: string): Promise<void> {
  for (const entry of await readdir(root)) {
    if (!entry.startsWith('.draft-')) continue;
    const path = join(root, entry);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > staleAfter) await rm(path, { recursive: true, force: true });
  }
}
