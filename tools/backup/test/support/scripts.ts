import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { eventually } from '#testing';

import { buildOnce } from '../../../../libs/testing/src/build-once';
import { run, silent } from '../../../servers';
import { findDatabaseTools } from '../../../servers/mongo/find-database-tools';
import { findMongod } from '../../../servers/mongo/find-mongod';
import { folderOf } from './find-program';

type Settings = Readonly<Record<string, string>>;
type Script = 'backup' | 'oplog-archive' | 'restore';

/** How a script ended, and what it said. */
export interface Outcome {
  code: number | null;
  output: string;
  errors: string;
}

/** A script that is running, as leader of a process group. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Outcome>;
}

/** The scripts, with a folder of backups of their own. */
export class Scripts {
  private constructor(
    private readonly place: string,
    readonly environment: Settings,
  ) {}

  static async prepare(): Promise<Scripts> {
    await buildOnce();
    const mongod = await findMongod(silent);
    const tools = await findDatabaseTools(silent);
    const place = await mkdtemp(join(tmpdir(), 'bike-power-tracker-backups-'));
    for (const name of ['backups', 'scratch']) await mkdir(join(place, name));
    const libraries = [mongod.env?.['LD_LIBRARY_PATH'], tools['LD_LIBRARY_PATH']].filter(Boolean).join(':');
    const { PATH = '', HOME = '' } = process.env;
    return new Scripts(place, {
      HOME,
      PATH: [...(mongod.path.includes('/') ? [dirname(mongod.path)] : []), PATH, await folderOf('age')].join(':'),
      ...tools,
      ...(libraries && { LD_LIBRARY_PATH: libraries }),
      BACKUP_DIR: join(place, 'backups'),
      BACKUP_SCRATCH_DIR: join(place, 'scratch'),
    });
  }

  /** Where the backups are; each caller may have another folder beside it. */
  folder(name = 'backups'): string {
    return join(this.place, name);
  }

  /** Archives and what stands beside them, whole or not. */
  async files(name = 'backups'): Promise<string[]> {
    return (await readdir(this.folder(name))).sort();
  }

  /** An empty folder beside that of the backups, as a setting. */
  async emptyFolder(name: string): Promise<{ BACKUP_DIR: string }> {
    await mkdir(this.folder(name));
    return { BACKUP_DIR: this.folder(name) };
  }

  /** A mongodump that takes two seconds longer, to have time for what happens meanwhile. */
  async slowMongodump(name: string): Promise<{ MONGO_TOOLS_DIR: string }> {
    const tools = this.environment['MONGO_TOOLS_DIR'];
    const real = tools ? join(tools, 'mongodump') : (await run('which', ['mongodump'])).trim();
    await mkdir(this.folder(name));
    await writeFile(join(this.folder(name), 'mongodump'), `#!/bin/sh\nsleep 2\nexec ${real} "$@"\n`, { mode: 0o755 });
    return { MONGO_TOOLS_DIR: this.folder(name) };
  }

  /** Waits until a script is writing into a folder. */
  isWriting(folder: string): Promise<void> {
    return eventually(async () => expect((await this.files(folder)).join()).toContain('.partial'), {
      timeoutMs: 30_000,
    });
  }

  /** @param uri none where the script must not need one */
  start(script: Script, uri: string, args: readonly string[] = [], settings: Settings = {}): Running {
    const env = { ...this.environment, ...(uri && { MONGODB_URI: uri }), ...settings };
    const child = spawn(resolve('tools/backup', `${script}.sh`), args, { env, detached: true });
    const said = { output: '', errors: '' };
    child.stdout.on('data', (text) => (said.output += String(text)));
    child.stderr.on('data', (text) => (said.errors += String(text)));
    return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...said })) };
  }

  /** @throws Error with what it said when it fails */
  async run(script: Script, uri: string, args: readonly string[] = [], settings: Settings = {}): Promise<string> {
    const { code, output, errors } = await this.start(script, uri, args, settings).ended;
    if (code !== 0) throw new Error(`${script}.sh ended with ${code}: ${errors}`);
    return output + errors;
  }

  /** What a script that must fail says: one line. */
  async refusal(script: Script, uri: string, args: readonly string[] = [], settings: Settings = {}): Promise<string> {
    const { code, output, errors } = await this.start(script, uri, args, settings).ended;
    expect({ code, output, lines: errors.trimEnd().split('\n').length, errors }).toEqual({
      code: 1,
      output: '',
      lines: 1,
      errors,
    });
    return errors.trimEnd();
  }

  remove(): Promise<void> {
    return rm(this.place, { recursive: true, force: true });
  }
}
