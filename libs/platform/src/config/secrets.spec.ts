import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ConfigurationError, loadConfig } from './config';
import { withPassword } from './secrets';

const JWT_SECRET = 'a-secret-that-is-long-enough-for-hs256!';
const servers = { MONGODB_URI: 'mongodb://rider@mongo:27017/x?replicaSet=rs0', REDIS_URL: 'redis://redis:6379' };

describe('secrets as files', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const faultsOf = (variables: Record<string, string>): string[] => {
    try {
      loadConfig('api', { ...servers, ...variables });
    } catch (error) {
      return (error as ConfigurationError).faults;
    }
    return [];
  };

  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'secrets-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('take the place of the variables', () => {
    const config = loadConfig('api', {
      ...servers,
      JWT_SECRET_FILE: file('jwt', `${JWT_SECRET}\n`),
      MONGODB_PASSWORD_FILE: file('mongodb', 'p@ss\n'),
      REDIS_PASSWORD_FILE: file('redis', 'word'),
    });
    expect(config.auth.jwtSecrets).toEqual([JWT_SECRET]);
    expect(config.mongo.uri).toBe('mongodb://rider:p%40ss@mongo:27017/x?replicaSet=rs0');
    expect(config.redis.url).toBe('redis://:word@redis:6379');
  });

  it('are named when they cannot be read, are empty, or come twice', () => {
    const missing = join(folder, 'missing');
    expect(faultsOf({ JWT_SECRET_FILE: missing })[0]).toBe(
      `JWT_SECRET_FILE must name a file that can be read; ${missing}: ENOENT`,
    );
    expect(faultsOf({ JWT_SECRET, REDIS_PASSWORD_FILE: file('empty', '\n') })[0]).toContain('is empty');
    const twice = faultsOf({ JWT_SECRET, JWT_SECRET_FILE: file('jwt', JWT_SECRET) });
    expect(twice).toEqual(['JWT_SECRET and JWT_SECRET_FILE are both set: keep one']);
  });
});

describe('withPassword', () => {
  it.each([
    ['mongodb://rider@a:1,b:2/x', 'mongodb://rider:secret@a:1,b:2/x'],
    ['mongodb+srv://rider@host/x', 'mongodb+srv://rider:secret@host/x'],
    ['redis://redis:6379', 'redis://:secret@redis:6379'],
    ['rediss://:@redis:6379/1', 'rediss://:secret@redis:6379/1'],
    ['redis://:own@redis:6379', 'redis://:own@redis:6379'],
    ['mongodb://rider:own@a/x', 'mongodb://rider:own@a/x'],
  ])('makes of %s %s', (address, expected) => expect(withPassword(address, 'secret')).toBe(expected));

  it('changes nothing without one', () => expect(withPassword('redis://redis', undefined)).toBe('redis://redis'));
});
