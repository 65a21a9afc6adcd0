import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, cacheDirectory } from './cache';

describe('the cache', () => {
  const before = process.env.XDG_CACHE_HOME;
  let home: string;

  beforeEach(async () => {
    process.env.XDG_CACHE_HOME = home = await mkdtemp(join(tmpdir(), 'cache-'));
  });

  afterEach(async () => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    await rm(home, { recursive: true });
  });

  it('fills a folder once', async () => {
    const fill = jest.fn((directory: string) => writeFile(join(directory, 'file'), 'x'));
    const first = await cached('thing-1', fill);
    expect(await cached('thing-1', fill)).toBe(first);
    expect(fill).toHaveBeenCalledTimes(1);
    expect(await readdir(cacheDirectory())).toEqual(['thing-1']);
  });

  it('shows nothing of a folder that could not be filled', async () => {
    const fill = async (directory: string): Promise<void> => {
      await writeFile(join(directory, 'half'), 'x');
      throw new Error('line is dead');
    };
    await expect(cached('thing-1', fill)).rejects.toThrow('line is dead');
    expect(await readdir(cacheDirectory())).toEqual([]);
  });

  it('lets two fill the same folder at the same time', async () => {
    const fill = (directory: string): Promise<void> => writeFile(join(directory, 'file'), 'x');
    const paths = await Promise.all([cached('thing-1', fill), cached('thing-1', fill)]);
    expect(new Set(paths).size).toBe(1);
    expect(await readdir(cacheDirectory())).toEqual(['thing-1']);
    expect(await readdir(paths[0])).toEqual(['file']);
  });

  it('clears away what an interrupted download left', async () => {
    await cached('.draft-old', () => Promise.resolve());
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(join(cacheDirectory(), '.draft-old'), old, old);
    await cached('thing-1', () => Promise.resolve());
    expect(await readdir(cacheDirectory())).toEqual(['thing-1']);
  });
});
