import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command';

/** A file of Debian's package pool with its SHA-256. */
export interface PoolFile {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Unpacks Debian packages, and those of their dependencies that this machine lacks, into a folder. Nothing is
 * installed and no root is needed: apt checks the signatures, `dpkg -x` unpacks, no maintainer script runs, no service starts.
 *
 * @param wanted package names to look up dependencies of
 * @param always those of them that are unpacked even if they are installed
 * @throws Error where there is no apt or it does not know the packages
 */
export async function unpackPackages(
  wanted: readonly string[],
  always: readonly string[],
  directory: string,
): Promise<void> {
  await withApt(directory, async (options, debs) => {
    const plan = await run('apt-get', [...options, ...pretendInstall, ...wanted]);
    const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string);
    const names = [...new Set([...always, ...missing])];
    if (names.length > 0) await run('apt-get', [...options, 'download', '-qq', ...names], { cwd: debs });
  });
}

/** Unpacks the first of the given files that the configured Debian mirrors have, its hash checked. */
export async function unpackPoolFile(candidates: readonly PoolFile[], directory: string): Promise<void> {
  await withApt(directory, async (options, debs) => {
    const listed = await run('apt-get', [
      ...options,
      'indextargets',
      '--format',
      '$(REPO_URI)',
      'Created-By: Packages',
    ]);
    const repositories = [...new Set(listed.split('\n').filter(Boolean))];
    let failure = new Error('apt knows no repository');
    for (const candidate of candidates) {
      for (const repository of repositories) {
        try {
          const url = new URL(candidate.path, repository).href;
          const target = join(debs, 'file.deb');
          await run('/usr/lib/apt/apt-helper', ['download-file', url, target, `SHA256:${candidate.sha256}`]);
          return;
        } catch (error) {
          failure = error as Error;
        }
      }
    }
    throw failure;
  });
}

/** Name and version of the distribution, to tell apart what was unpacked for different ones: `debian-12`. */
export async function distribution(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string): string => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? 'unknown';
  return `${value('ID')}-${value('VERSION_ID')}`;
}

const pretendInstall = ['install', '--simulate', '-qq', '-y', '--no-install-recommends'];

/**
 * Runs `download` with the machine's package lists; where they are missing or so old that what they name is gone, once
 * more with fresh lists in a folder of our own, which root is not needed for.
 */
async function withApt(directory: string, download: (options: string[], debs: string) => Promise<void>): Promise<void> {
  const debs = join(directory, '.debs');
  const work = join(directory, '.apt');
  await mkdir(debs);
  const asOurselves = ['-o', 'APT::Sandbox::User=root'];
  try {
    await download(asOurselves, debs);
  } catch {
    await mkdir(join(work, 'lists', 'partial'), { recursive: true });
    const own = [...asOurselves, '-o', `Dir::State::lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${work}`];
    await run('apt-get', [...own, 'update', '-qq']);
    await download(own, debs);
  }
  for (const deb of await readdir(debs)) await run('dpkg', ['-x', join(debs, deb), directory]);
  await rm(debs, { recursive: true });
  await rm(work, { recursive: true, force: true });
}
