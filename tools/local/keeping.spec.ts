import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explain, Failure } from './failure';
import { takeLock } from './lock';
import { jwtSecret } from './secrets';
import { localSettings } from './settings';

describe('what a local run keeps', () => {
  let data: string;

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'data-'));
  });

  afterEach(() => rm(data, { recursive: true }));

  it('makes a secret once, for its owner alone', async () => {
    const secret = await jwtSecret(data, undefined);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(await jwtSecret(data, undefined)).toBe(secret);
    expect((await stat(join(data, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('takes a given secret and writes it nowhere', async () => {
    expect(await jwtSecret(data, 'given')).toBe('given');
    await expect(stat(join(data, 'secrets.json'))).rejects.toThrow('ENOENT');
  });

  it('says which file is damaged', async () => {
    await writeFile(join(data, 'secrets.json'), '{');
    await expect(jwtSecret(data, undefined)).rejects.toThrow(/secrets\.json is damaged/);
  });

  it('lets one run in at a time, and is not held up by one that died', async () => {
    await writeFile(join(data, 'start.lock'), '999999999');
    const unlock = await takeLock(data);
    expect(await readFile(join(data, 'start.lock'), 'utf8')).toBe(String(process.pid));
    await unlock();
    await expect(stat(join(data, 'start.lock'))).rejects.toThrow('ENOENT');
  });
});

describe('what a person is told', () => {
  it('names a port that is none', () => {
    expect(() => localSettings({ PORT: 'x' })).toThrow('PORT=x is no port');
    expect(() => localSettings({ PORT: '3001' })).toThrow('both 3001');
    expect(localSettings({})).toMatchObject({ port: 3000, workerPort: 3001, logLevel: 'warn' });
  });

  it('is the full disk, whoever ran into it', async () => {
    const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(await explain(noSpace, tmpdir())).toMatch(/^The disk is full/);
    expect(await explain(new Failure('MongoDB ended:', 'No space left on device'), tmpdir())).toMatch(
      /^The disk is full/,
    );
    expect(await explain(new Failure('MongoDB ended:', 'out\nof luck'), tmpdir())).toBe(
      'MongoDB ended:\n  | out\n  | of luck',
    );
  });
});
