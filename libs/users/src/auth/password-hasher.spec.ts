import argon2 from '@node-rs/argon2';

import { PasswordHasher } from './password-hasher';

const PASSWORD = 'a long way to the top';

describe('PasswordHasher', () => {
  it('verifies what it hashed and nothing else', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash(PASSWORD);

    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hash).not.toBe(await hasher.hash(PASSWORD));
    expect(await hasher.verify(hash, PASSWORD)).toBe(true);
    expect(await hasher.verify(hash, PASSWORD.toUpperCase())).toBe(false);
    expect(await hasher.verify(null, PASSWORD)).toBe(false);
  });

  it('takes the same letters for the same password, however they were composed', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.verify(await hasher.hash('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true);
  });

  it('ignores no end of a password that is too long', async () => {
    const hasher = new PasswordHasher();
    const longest = 'x'.repeat(200);
    expect(await hasher.verify(await hasher.hash(longest), `${longest}x`)).toBe(false);
    await expect(hasher.hash(`${longest}x`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(hasher.hash('too short')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('does the same work for an account that does not exist', async () => {
    const checked = jest.spyOn(argon2, 'verify');
    const hasher = new PasswordHasher();
    await hasher.verify(await hasher.hash(PASSWORD), 'a wrong password');
    await hasher.verify(null, 'a wrong password');
    // Algorithm, version, memory and passes: what the time depends on.
    const costs = checked.mock.calls.map(([hash]) => String(hash).split('$').slice(0, 4).join('$'));
    expect(costs).toEqual(Array(2).fill('$argon2id$v=19$m=19456,t=2,p=1'));
    checked.mockRestore();
  });

  it('lets a bounded number wait, turns the rest away, and recovers', async () => {
    const hasher = new PasswordHasher();
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.hash(PASSWORD)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(34);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(6).fill('BUSY'));
    await expect(hasher.hash(PASSWORD)).resolves.toContain('argon2id');
  });
});
