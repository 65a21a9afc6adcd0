import { once } from 'node:events';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually, freePort, OwnServer } from '#testing';

import { connected, run } from '../../servers';
import { contentsOf, DATABASE, fill } from './support/contents';
import { GuardedServer, PASSWORD } from './support/guarded-server';
import { Scripts } from './support/scripts';

jest.setTimeout(300_000);

describe('Backups of a server that knows its users', () => {
  let scripts: Scripts;
  let server: GuardedServer;
  let other: OwnServer;
  /** As the user that the documentation says to make. */
  let uri: string;

  beforeAll(async () => {
    [scripts, server, other] = await Promise.all([Scripts.prepare(), GuardedServer.start(), OwnServer.mongo()]);
    await fill(server.uriOf('root'));
    uri = server.uriOf('backup');
    await scripts.run('backup', uri);
  });
  afterAll(async () => {
    await Promise.all([server?.stop(), other?.stop()]);
    await scripts?.remove();
  });

  it('come back with a user that may do what the documentation says', async () => {
    const contents = await contentsOf(server.uriOf('root'));
    expect(await scripts.refusal('restore', server.uriOf('restore'))).toContain('not empty');
    const password = join(scripts.folder(), '..', 'password');
    await writeFile(password, `${PASSWORD}\n`);
    const nameless = server.uriOf('restore').replace(`:${PASSWORD}`, '');
    await scripts.run('restore', nameless, ['--drop'], { MONGODB_PASSWORD_FILE: password });
    expect(await contentsOf(server.uriOf('root'))).toEqual(contents);
  });

  it('encrypt with age, and want the key back', async () => {
    const folder = await scripts.emptyFolder('with-age');
    const key = join(folder.BACKUP_DIR, '..', 'age-key');
    await run('age-keygen', ['-o', key], { env: scripts.environment });
    const [, recipient = ''] = /public key: (\S+)/.exec(await readFile(key, 'utf8')) ?? [];
    const settings = { ...folder, BACKUP_AGE_RECIPIENT: recipient };
    await scripts.run('backup', uri, [], settings);
    await scripts.run('oplog-archive', uri, [], settings);
    const [archive = ''] = await scripts.files('with-age');
    expect(archive).toMatch(/\.archive\.gz\.age$/);
    expect(await readFile(join(folder.BACKUP_DIR, archive), 'latin1')).toMatch(/^age-encryption\.org/);
    expect(await scripts.refusal('restore', '', ['--verify'], folder)).toContain('BACKUP_AGE_IDENTITY_FILE');
    await scripts.run('restore', '', ['--verify'], { ...folder, BACKUP_AGE_IDENTITY_FILE: key });

    const contents = await contentsOf(server.uriOf('root'));
    await run('age-keygen', ['-o', `${key}-of-another`], { env: scripts.environment });
    const wrong = { ...folder, BACKUP_AGE_IDENTITY_FILE: `${key}-of-another` };
    expect(await scripts.refusal('restore', server.uriOf('restore'), ['--drop'], wrong)).toMatch(/no identity matched/);
    expect(await contentsOf(server.uriOf('root'))).toEqual(contents);
  });

  it('show no password to the other users of the machine', async () => {
    const settings = {
      ...(await scripts.emptyFolder('watched')),
      ...(await scripts.slowMongodump('slow-and-watched')),
    };
    const { ended } = scripts.start('backup', uri, [], settings);
    const seen = new Set<string>();
    let over = false;
    void ended.then(() => (over = true));
    while (!over) for (const line of await commandLines()) seen.add(line);
    expect((await ended).code).toBe(0);
    expect([...seen].filter((line) => line.includes('mongodump --config')).length).toBeGreaterThan(0);
    expect([...seen].filter((line) => line.includes(PASSWORD))).toEqual([]);
  });

  it('keep two from working in the same folder', async () => {
    const settings = { ...(await scripts.emptyFolder('two')), ...(await scripts.slowMongodump('slow-for-two')) };
    const first = scripts.start('backup', uri, [], settings);
    await scripts.isWriting('two');
    expect(await scripts.refusal('backup', uri, [], settings)).toContain('another backup or restore is working in');
    expect((await first.ended).code).toBe(0);
    expect(await scripts.files('two')).toHaveLength(3);
  });

  it('killed in the middle: nothing with a final name is left, and the next backup clears up', async () => {
    const folder = await scripts.emptyFolder('killed');
    const { child } = scripts.start('backup', uri, [], { ...folder, ...(await scripts.slowMongodump('slow-to-kill')) });
    await scripts.isWriting('killed');
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await once(child, 'exit');
    expect(await scripts.files('killed')).toEqual([expect.stringMatching(/\.archive\.gz\.partial$/)]);
    // Its mongodump goes on, and keeps the folder locked, until it has ended.
    await eventually(
      async () => expect(await scripts.refusal('restore', '', [], folder)).toContain('there is no base backup here'),
      { timeoutMs: 20_000 },
    );
    await scripts.run('backup', uri, [], folder);
    expect((await scripts.files('killed')).filter((name) => name.includes('.partial'))).toEqual([]);
    expect(await scripts.files('killed')).toHaveLength(3);
  });

  it('no server: one line, and nothing is left', async () => {
    const folder = await scripts.emptyFolder('no-server');
    const nobody = `mongodb://backup:${PASSWORD}@127.0.0.1:${await freePort()}/?serverSelectionTimeoutMS=500`;
    const said = await scripts.refusal('backup', nobody, [], folder);
    expect(said).toMatch(/^MongoDB at 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
    expect(said).not.toContain(PASSWORD);
    expect(await scripts.files('no-server')).toEqual([]);
  });

  it('a user without the role: one line that says so', async () => {
    const said = await scripts.refusal('backup', server.uriOf('nobody'));
    expect(said).toMatch(/not authorized.*log in as a user with the roles that docs\/operations\.md names$/);
  });

  it('an archive that was damaged is not restored', async () => {
    const folder = await scripts.emptyFolder('damaged');
    await scripts.run('backup', uri, [], folder);
    const [archive = ''] = await scripts.files('damaged');
    const file = await open(join(folder.BACKUP_DIR, archive), 'r+');
    await file.write(Buffer.from('x'), 0, 1, 5_000);
    await file.close();
    expect(await scripts.refusal('restore', '', ['--verify'], folder)).toContain('is damaged, its SHA-256 is another');
  });

  it('a time that no backup reaches is refused', async () => {
    await scripts.run('oplog-archive', uri);
    const said = await scripts.refusal('restore', '', ['--verify', '--to', '2000-01-01T00:00:00Z']);
    expect(said).toMatch(/^2000-01-01T00:00:00.000Z is before the first base backup, which is of 20/);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await scripts.refusal('restore', '', ['--verify', '--to', later])).toContain(
      'after the last oplog increment',
    );
  });

  it('an oplog that does not reach back any more: one line, and a new base backup mends it', async () => {
    const folder = await scripts.emptyFolder('gap');
    expect(await scripts.refusal('oplog-archive', other.uri, [], folder)).toContain('no base backup to go on from');
    await scripts.run('backup', other.uri, [], folder);
    await other.loseData();
    await fill(other.uri);
    const said = await scripts.refusal('oplog-archive', other.uri, [], folder);
    expect(said).toMatch(/the oplog does not reach back to .*Z, where the archive ends: take a new base backup/);
    await scripts.run('backup', other.uri, [], folder);
    const name = (value: string): Promise<unknown> =>
      connected(other.uri, (client) =>
        client
          .db(DATABASE)
          .collection('users')
          .updateMany({}, { $set: { name: value } }),
      );
    await name('Ada');
    const then = new Date().toISOString();
    await name('Eddy');
    expect(await scripts.run('oplog-archive', other.uri, [], folder)).toContain('goes on from the base backup of then');
    await scripts.run('restore', other.uri, ['--drop', '--to', then], folder);
    const names = await connected(other.uri, (client) => client.db(DATABASE).collection('users').distinct('name'));
    expect(names).toEqual(['Ada']);
  });
});

async function commandLines(): Promise<string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).map((line) => line.replaceAll('\0', ' '));
}
