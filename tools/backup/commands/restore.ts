import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import { spliceArchive } from '../archive/splice';
import { withServer, writeToolsConfig } from '../connection';
import { INCREMENTS, readBackups, readManifest } from '../folder/backup-folder';
import { newestBase, planFor, readTime } from '../folder/choose';
import { type BaseManifest, type IncrementManifest } from '../folder/manifest';
import { compareWithManifest } from '../inventory/compare-with-manifest';
import { say } from '../progress';
import { prepareTarget } from '../target';

/** Where `splice` reads the increments, beside the base backup on standard input. */
const INCREMENTS_FD = 3;

export const restoreCommands = {
  plan,
  list,
  splice,
  'prepare-restore': prepare,
  compare,
};

/** Prints the archives to read, a line each: the base backup, then the increments. */
async function plan([folder = '', to = '']: string[]): Promise<void> {
  const backups = await readBackups(folder);
  const { base, increments } = to ? planFor(backups, readTime(to)) : { base: newestBase(backups), increments: [] };
  console.log(join(folder, base.archive));
  for (const { archive } of increments) console.log(join(folder, INCREMENTS, archive));
}

async function list([folder = '']: string[]): Promise<void> {
  const { bases, increments } = await readBackups(folder);
  for (const { archive, oplog, bytes, inventory } of bases) {
    const collections = Object.values(inventory?.collections ?? {});
    const documents = collections.reduce((sum, collection) => sum + collection.documents, 0);
    console.log(`${oplog.end.wall}  ${archive}  ${(bytes / 1e6).toFixed(1)} MB  ${documents} documents`);
  }
  const [first, last] = [increments[0], increments.at(-1)];
  if (first && last) console.log(`${increments.length} increments, from ${first.after.wall} to ${last.end.wall}`);
}

/** Empties the server, and writes the file `config` for mongorestore. */
async function prepare([config = '', force = '']: string[]): Promise<void> {
  await withServer((client) => prepareTarget(client, force === 'force'));
  await writeToolsConfig(config);
}

/** The base backup on standard input, with the increments up to a time where one is given, to standard output. */
async function splice([manifest = '', to = '', lastIncrement = '']: string[]): Promise<void> {
  const { oplog } = await readManifest<BaseManifest>(manifest);
  const continuation =
    to && lastIncrement !== manifest
      ? {
          entries: createReadStream('', { fd: INCREMENTS_FD }),
          after: oplog.end,
          until: readTime(to),
          end: (await readManifest<IncrementManifest>(lastIncrement)).end,
        }
      : undefined;
  const last = await spliceArchive(process.stdin, process.stdout, continuation);
  say(`the archive is read; the database will be as it was at ${(last ?? oplog.end).wall}`);
}

async function compare([manifest = '', expiring = '']: string[]): Promise<void> {
  const wanted = await readManifest<BaseManifest>(manifest);
  console.log(await withServer((client) => compareWithManifest(client, wanted, expiring === 'expiring')));
}
