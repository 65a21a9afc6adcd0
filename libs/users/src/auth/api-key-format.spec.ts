import { createApiKey, isApiKey } from './api-key-format';

describe('the format of API keys', () => {
  it('is bpt_, 8 readable characters, _, 43 characters of secret, all letters and digits', () => {
    for (let count = 0; count < 500; count += 1) {
      const { key, prefix } = createApiKey();
      expect(key).toMatch(/^bpt_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}$/);
      expect(key.split('_')[1]).toBe(prefix);
      expect(isApiKey(key)).toBe(true);
    }
  });

  it('never repeats itself', () => {
    expect(new Set(Array.from({ length: 500 }, () => createApiKey().key)).size).toBe(500);
  });

  it.each(['', 'bpt_', 'bpt_abcdefgh_', `bpt_abcdefg_${'x'.repeat(43)}`, `bpt_abcdefgh_${'x'.repeat(42)}_`])(
    'is not %p',
    (text) => expect(isApiKey(text)).toBe(false),
  );
});
