import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256, base64url. For random secrets only: a password needs a slow hash. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url');

/** `bytes` random bytes as base64url. */
export const randomSecret = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Whether two texts are the same, in a time that does not depend on where they differ. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
