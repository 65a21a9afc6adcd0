import { Sealed } from './sealed';

describe('Sealed', () => {
  const value = { status: 201, value: { key: 'bpt_secret' } };
  const sealed = new Sealed<typeof value>(['first'], 'answers').seal(value);

  it('opens what it sealed, which shows nothing of what is inside', () => {
    expect(new Sealed(['first'], 'answers').open(sealed)).toEqual(value);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('bpt_');
  });

  it('opens what the secret before sealed, as long as that one is known', () => {
    expect(new Sealed(['second', 'first'], 'answers').open(sealed)).toEqual(value);
    expect(new Sealed(['second'], 'answers').open(sealed)).toBeNull();
  });

  it('opens nothing that was changed, cut off, or sealed for something else', () => {
    const changed = `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`;
    for (const text of [changed, sealed.slice(0, 30), '', 'nonsense'])
      expect(new Sealed(['first'], 'answers').open(text)).toBeNull();
    expect(new Sealed(['first'], 'other').open(sealed)).toBeNull();
  });
});
