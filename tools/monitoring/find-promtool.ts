import { join } from 'node:path';

import { cached } from '../servers/cache';
import { firstLine, tryRun } from '../servers/command';
import { distribution, unpackPackages } from '../servers/debian';

/**
 * Prometheus' own tool for checking its files: the one on PATH, else that of the distribution's package `prometheus`, unpacked
 * into the user's cache (20 MB, once).
 *
 * @returns its path
 * @throws Error with one sentence that names the ways to get it
 */
export async function findPromtool(): Promise<string> {
  if ((await tryRun('promtool', ['--version'], { timeoutMs: 20_000 })) !== undefined) return 'promtool';
  try {
    const folder = await cached(`promtool-${await distribution()}-${process.arch}`, (draft) =>
      unpackPackages([], ['prometheus'], draft),
    );
    return join(folder, 'usr', 'bin', 'promtool');
  } catch (error) {
    throw new Error(
      `No promtool here and none to be fetched (${firstLine(error)}): apt-get install prometheus, or brew install prometheus.`,
      { cause: error },
    );
  }
}
