import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { OwnServer, SmallDisk } from '#testing';

import { connected, run } from '../../servers';
import { type BaseManifest } from '../folder/manifest';
import { contentsOf, DATABASE, fill } from './support/contents';
import { Scripts } from './support/scripts';

jest.setTimeout(120_000);

describe('The scripts for backups', () => {
  let scripts: Scripts;
  let server: OwnServer;
  let other: OwnServer;

  beforeAll(async () => {
    [scripts, server, other] = await Promise.all([Scripts.prepare(), OwnServer.mongo(), OwnServer.mongo()]);
    await fill(server.uri);
    // Now, and not where a disk is filled: what was written within the last seconds is in an archive twice.
    await connected(server.uri, (client) => client.db(DATABASE).collection('noise').insertOne({ data: noise() }));
  });
  afterAll(async () => {
    await Promise.all([server?.stop(), other?.stop()]);
    await scripts?.remove();
  });

  it('put an archive, its checksum and a manifest into the folder, for the owner alone', async () => {
    await scripts.run('backup', server.uri);
    const [archive = '', manifest = '', checksum = ''] = await scripts.files();
    expect([archive, manifest, checksum]).toEqual([
      expect.stringMatching(/^base-\d{8}T\d{6}Z\.archive\.gz$/),
      `${archive}.json`,
      `${archive}.sha256`,
    ]);
    await run('sha256sum', ['--check', '--status', checksum], { cwd: scripts.folder() });
    const content = JSON.parse(await readFile(join(scripts.folder(), manifest), 'utf8')) as BaseManifest;
    expect(content).toMatchObject({ kind: 'base', service: '0.1.0', encryption: null });
    expect(content.inventory).toEqual(await contentsOf(server.uri));
    expect(content.inventory?.gridfs).toEqual({ [`${DATABASE}.telemetry`]: { files: 1, bytes: 600_000 } });
    const { mode } = await stat(join(scripts.folder(), archive));
    expect(mode & 0o077).toBe(0);
  });

  it('say what there is, and prove that it can be restored, and leave nothing behind', async () => {
    expect(await scripts.run('restore', '', ['--list'])).toMatch(/Z {2}base-\S+ {2}\S+ MB {2}3056 documents/);
    expect(await scripts.run('restore', '', ['--verify'])).toContain('the same as in the manifest: 3056 documents');
    expect(await scripts.files('scratch')).toEqual([]);
  });

  it('replace all that a server has, when told so', async () => {
    await scripts.run('restore', other.uri);
    const contents = await contentsOf(other.uri);
    expect(contents).toEqual(await contentsOf(server.uri));
    await connected(other.uri, async (client) => {
      await client.db(DATABASE).collection('users').deleteMany({});
      await client.db(DATABASE).collection('later').insertOne({});
    });
    expect(await scripts.refusal('restore', other.uri)).toMatch(
      /not empty, bike-power-tracker\.[\w.]+ has .* say --drop/,
    );
    await scripts.run('restore', other.uri, ['--drop']);
    expect(await contentsOf(other.uri)).toEqual(contents);
  });

  it('told to stop in the middle: nothing is left', async () => {
    const settings = { ...(await scripts.emptyFolder('stopped')), ...(await scripts.slowMongodump('slow-to-stop')) };
    const { child, ended } = scripts.start('backup', server.uri, [], settings);
    await scripts.isWriting('stopped');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    expect(await scripts.files('stopped')).toEqual([]);
  });

  describe('a disk that is full', () => {
    const FULL = /^backup.sh: the backup failed, the disk is full \(\S+ left in .*\): make room there\n$/;
    let kilobytes: { archive: number; manifest: number };

    beforeAll(async () => {
      const { BACKUP_DIR } = await scripts.emptyFolder('measured');
      await scripts.run('backup', server.uri, [], { BACKUP_DIR });
      const [archive, manifest] = await Promise.all(
        (await scripts.files('measured')).map(async (name) => inPages((await stat(join(BACKUP_DIR, name))).size)),
      );
      kilobytes = { archive: archive ?? 0, manifest: manifest ?? 0 };
    });

    it.each<[string, () => number]>([
      ['a part of the archive', () => 128],
      ['the archive', () => kilobytes.archive + 4],
      ['archive and manifest', () => kilobytes.archive + kilobytes.manifest],
    ])('with room for %s: one line that says so, and nothing is left', async (_, size) => {
      // From one time to the next an archive is some bytes longer or shorter, and then everything may fit.
      let outcome = await backUpTo(size());
      if (outcome.code === 0) outcome = await backUpTo(size() - 4);
      expect(outcome).toEqual({ code: 1, output: '', errors: expect.stringMatching(FULL), left: [] });
    });

    async function backUpTo(size: number): Promise<Record<'code' | 'output' | 'errors' | 'left', unknown>> {
      const disk = await SmallDisk.mount(size);
      try {
        const { ended } = scripts.start('backup', server.uri, [], { BACKUP_DIR: disk.folder });
        const { code, output, errors } = await ended;
        return { code, output, errors, left: await readdir(disk.folder) };
      } finally {
        await disk.unmount();
      }
    }
  });
});

/** What a file of so many bytes takes, kilobytes. */
const inPages = (bytes: number): number => Math.ceil(bytes / 4_096) * 4;
const noise = (): Buffer => Buffer.from([...Array(1_000_000).keys()].map(() => Math.floor(Math.random() * 256)));
