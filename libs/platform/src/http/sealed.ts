import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts what is kept in Redis for a while, with keys made of the service's secrets (HKDF-SHA256, AES-256-GCM). */
export class Sealed<Value> {
  private readonly keys: Buffer[];

  /** @param secrets the first one seals; what another one sealed is opened still */
  constructor(secrets: readonly string[], purpose: string) {
    this.keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
  }

  seal(value: Value): string {
    const [key] = this.keys;
    if (!key) throw new Error('there is no secret to seal with');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
  }

  /** Null when none of the secrets sealed it, or somebody changed it. */
  open(sealed: string): Value | null {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.keys) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString()) as Value;
      } catch {
        // Another one's, then.
      }
    }
    return null;
  }
}
