import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LENGTH = 8;
/** 62^43 is just above 2^256. */
const SECRET_LENGTH = 43;
const FORMAT = new RegExp(`^bpt_[0-9A-Za-z]{${PREFIX_LENGTH}}_[0-9A-Za-z]{${SECRET_LENGTH}}$`);

/**
 * A new key, `bpt_<prefix>_<secret>`: 8 readable characters that may be shown, and 256 random bits that may not. Letters
 * and digits alone, so that a double click selects a part and the underscores divide it without doubt.
 */
export function createApiKey(): { key: string; prefix: string } {
  const prefix = Array.from({ length: PREFIX_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const secret = base62(randomBytes(32)).padStart(SECRET_LENGTH, LETTERS[0]);
  return { key: `bpt_${prefix}_${secret}`, prefix };
}

/** Whether a text looks like a key; whether it is one, the database knows. */
export const isApiKey = (text: string): boolean => FORMAT.test(text);

function base62(bytes: Buffer): string {
  const base = BigInt(LETTERS.length);
  let text = '';
  for (let rest = BigInt(`0x${bytes.toString('hex')}`); rest > 0n; rest /= base)
    text = `${LETTERS[Number(rest % base)]}${text}`;
  return text;
}
