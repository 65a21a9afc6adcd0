import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure';

/**
 * Makes sure that one local run at a time uses a data folder.
 *
 * @returns a function that lets the next one in
 * @throws Failure while another one runs
 */
export async function takeLock(data: string): Promise<() => Promise<void>> {
  await mkdir(data, { recursive: true });
  const path = join(data, 'start.lock');
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (await isLocalRun(owner)) {
      throw new Failure(
        `A local run is going on in this folder already (process ${owner}): stop it with Ctrl-C there.`,
      );
    }
    await rm(path, { force: true });
  }
}

/** A process id outlives its process and may be given again, so look what runs under it. */
async function isLocalRun(pid: number): Promise<boolean> {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command === undefined || command.includes('tools/local/start');
}
