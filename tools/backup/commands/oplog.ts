import { readFile, stat, writeFile } from 'node:fs/promises';

import { type mongo } from 'mongoose';

import { finish } from '../archive/write';
import { withServer } from '../connection';
import { readBackups } from '../folder/backup-folder';
import { type Encryption, type IncrementManifest } from '../folder/manifest';
import { named } from '../oplog/position';
import { type OplogReport, pullOplog } from '../oplog/pull-oplog';
import { serviceVersion } from '../service-version';

export const oplogCommands = { 'oplog-pull': pull, 'oplog-name': name, 'oplog-manifest': writeManifest };

interface Report extends OplogReport {
  mongodb: string;
}

/** The entries go to standard output, what they are into the file `report`. */
async function pull([folder = '', report = '']: string[]): Promise<void> {
  const backups = await readBackups(folder);
  const pulled = await withServer(async (client) => ({
    ...(await pullOplog(client, backups, process.stdout)),
    mongodb: await versionOf(client),
  }));
  await finish(process.stdout);
  await writeFile(report, JSON.stringify(pulled));
  if (pulled.lost)
    console.error(
      `warning: between ${pulled.lost.wall} and ${pulled.after.wall} the oplog was not archived; it goes on from the base backup of then`,
    );
}

async function versionOf(client: mongo.MongoClient): Promise<string> {
  return String((await client.db('admin').command({ buildInfo: 1 }))['version']);
}

/** Prints what the increment is called, and nothing where there is nothing new. */
async function name([report = '']: string[]): Promise<void> {
  const { after, end, entries } = await readReport(report);
  if (entries > 0) console.log(`oplog-${named(after)}_${named(end)}.bson.gz`);
}

async function writeManifest([report = '', file = '', archive = '', encryption = '', manifest = '']: string[]) {
  const { after, end, entries, mongodb } = await readReport(report);
  const content: IncrementManifest = {
    format: 1,
    kind: 'oplog',
    archive,
    bytes: (await stat(file)).size,
    encryption: (encryption || null) as Encryption,
    service: serviceVersion(),
    mongodb,
    after,
    end,
    entries,
  };
  await writeFile(manifest, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`${entries} oplog entries up to ${end.wall}`);
}

const readReport = async (path: string): Promise<Report> => JSON.parse(await readFile(path, 'utf8')) as Report;
