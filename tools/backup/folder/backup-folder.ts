import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { compare } from '../oplog/position';
import { type BaseManifest, type IncrementManifest } from './manifest';

/** Where the increments lie in the folder of the backups. */
export const INCREMENTS = 'oplog';

/** What a folder holds, oldest first; only what is complete. */
export interface Backups {
  bases: BaseManifest[];
  increments: IncrementManifest[];
}

/** @throws Error where the folder cannot be read, or a manifest is none */
export async function readBackups(folder: string): Promise<Backups> {
  const bases = await manifests<BaseManifest>(folder, 'base');
  const increments = await manifests<IncrementManifest>(join(folder, INCREMENTS), 'oplog').catch(missing);
  return {
    bases: bases.sort((left, right) => compare(left.oplog.end, right.oplog.end)),
    increments: increments.sort((left, right) => compare(left.end, right.end)),
  };
}

async function manifests<Manifest extends BaseManifest | IncrementManifest>(
  folder: string,
  kind: Manifest['kind'],
): Promise<Manifest[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const all = await Promise.all(names.map((name) => readManifest<Manifest>(join(folder, name))));
  return all.filter((manifest) => manifest.kind === kind && existsSync(join(folder, manifest.archive)));
}

/** @throws Error naming the file where it is no manifest that this version knows */
export async function readManifest<Manifest extends BaseManifest | IncrementManifest>(path: string): Promise<Manifest> {
  const text = await readFile(path, 'utf8');
  const manifest = parse(text) as Manifest | null;
  if (manifest?.format !== 1) throw new Error(`${path} is no manifest of a backup, or one of a later version`);
  return manifest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function missing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
