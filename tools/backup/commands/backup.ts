import { readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { mongo } from 'mongoose';

import { type ArchiveReport, watchArchive } from '../archive/watch';
import { withServer, writeToolsConfig } from '../connection';
import { type Backups, INCREMENTS, readBackups } from '../folder/backup-folder';
import { type BaseManifest, type Encryption } from '../folder/manifest';
import { outdated } from '../folder/prune';
import { type Inventory, takeInventory } from '../inventory/inventory';
import { SnapshotReader } from '../inventory/snapshot-reader';
import { timestampOf } from '../oplog/position';
import { bytesProgress } from '../progress';
import { serviceVersion } from '../service-version';

const SNAPSHOT_TOO_OLD = 239;

export const backupCommands = {
  'prepare-backup': prepare,
  watch,
  'base-manifest': writeBaseManifest,
  prune,
};

/** Looks whether a backup can be taken, and writes the file `config` for mongodump. */
async function prepare([config = '']: string[]): Promise<void> {
  await withServer(mustBeReplicaSet);
  await writeToolsConfig(config);
}

async function mustBeReplicaSet(client: mongo.MongoClient): Promise<void> {
  const { setName } = await client.db('admin').command({ hello: 1 });
  if (!setName) throw new Error('this MongoDB is no replica set, and has no oplog: start mongod with --replSet');
}

/** From standard input to standard output; what it saw goes into the file `report`. */
async function watch([report = '']: string[]): Promise<void> {
  const progress = bytesProgress('backing up');
  const seen = await watchArchive(process.stdin, process.stdout, (bytes) => progress.at(bytes));
  progress.done();
  await writeFile(report, JSON.stringify(seen));
}

/** Asks MongoDB what was there at the moment that the archive stands for, and writes the manifest. */
async function writeBaseManifest(args: string[]): Promise<void> {
  const [report = '', file = '', archive = '', encryption = '', startedAt = '', manifest = ''] = args;
  const { mongodb, mongodump, oplog } = JSON.parse(await readFile(report, 'utf8')) as ArchiveReport;
  const inventory = await withServer((client) => inventoryAt(client, timestampOf(oplog.end)));
  const content: BaseManifest = {
    format: 1,
    kind: 'base',
    archive,
    bytes: (await stat(file)).size,
    encryption: (encryption || null) as Encryption,
    service: serviceVersion(),
    mongodb,
    mongodump,
    startedAt,
    seconds: Math.round((Date.now() - Date.parse(startedAt)) / 100) / 10,
    oplog,
    inventory,
  };
  await writeFile(manifest, `${JSON.stringify(content, null, 2)}\n`);
}

async function inventoryAt(client: mongo.MongoClient, at: mongo.Timestamp): Promise<Inventory | null> {
  try {
    return await takeInventory(new SnapshotReader(client, at));
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && error.code === SNAPSHOT_TOO_OLD)) throw error;
    console.error(
      'warning: the manifest says nothing of the contents, because reading them took longer than MongoDB keeps a moment: raise its parameter minSnapshotHistoryWindowInSeconds (300)',
    );
    return null;
  }
}

/** Removes what is older than so many days, and says so. */
async function prune([folder = '', days = '']: string[]): Promise<void> {
  const { bases, increments }: Backups = outdated(await readBackups(folder), Number(days), Date.now());
  const archives = [
    ...bases.map(({ archive }) => join(folder, archive)),
    ...increments.map(({ archive }) => join(folder, INCREMENTS, archive)),
  ];
  for (const archive of archives) {
    // The archive first: without it, what is left of the three counts as nothing.
    for (const file of [archive, `${archive}.json`, `${archive}.sha256`]) await unlink(file).catch(goneAlready);
  }
  if (archives.length > 0) console.log(`removed ${bases.length} base backups and ${increments.length} increments`);
}

function goneAlready(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
