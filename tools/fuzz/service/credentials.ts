import { type Credential } from '../requests/draft';
import { must } from './must';

export type Headers = readonly (readonly [string, string])[];

/** Long enough for the key to be made. */
const EXPIRES_IN_MS = 1_500;

/** Credentials of one rider, right ones and wrong ones. */
export class Credentials {
  private constructor(
    private readonly headers: Record<Credential, Headers>,
    private readonly expiredFrom: number,
  ) {}

  /** @param token access token of the rider, who makes keys with it */
  static async make(url: string, token: string): Promise<Credentials> {
    const bearer = { authorization: `Bearer ${token}` };
    const newKey = async (fields: object): Promise<{ id: string; key: string }> =>
      must(url, 'POST', '/api/users/me/api-keys', bearer, { name: 'fuzz', ...fields });
    const { key } = await newKey({});
    const readOnly = await newKey({ scopes: ['read'] });
    const expiredFrom = Date.now() + EXPIRES_IN_MS;
    const expired = await newKey({ expiresAt: new Date(expiredFrom).toISOString() });
    const revoked = await newKey({});
    await must(url, 'DELETE', `/api/users/me/api-keys/${revoked.id}`, bearer);

    const asKey = (value: string): Headers => [['x-api-key', value]];
    const asToken = (value: string): Headers => [['authorization', `Bearer ${value}`]];
    const headers: Record<Credential, Headers> = {
      key: asKey(key),
      token: asToken(token),
      'read-only key': asKey(readOnly.key),
      nobody: [],
      'unknown key': asKey(`${key.slice(0, -4)}${key.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`),
      'malformed key': asKey(`bpt_${'\u00fc'.repeat(8)}_`),
      'revoked key': asKey(revoked.key),
      'expired key': asKey(expired.key),
      'token as key': asKey(token),
      'key as token': asToken(key),
      'tampered token': asToken(tampered(token)),
      'unsigned token': asToken(unsigned(token)),
      basic: [['authorization', `Basic ${Buffer.from('rider:password').toString('base64')}`]],
      empty: [
        ['authorization', ''],
        ['x-api-key', ''],
      ],
      endless: asToken('x'.repeat(9_000)),
    };
    return new Credentials(headers, expiredFrom);
  }

  headersOf(credential: Credential): Headers {
    const stillGood = credential === 'expired key' && Date.now() <= this.expiredFrom;
    return this.headers[stillGood ? 'unknown key' : credential];
  }
}

/** The same token for somebody else, under the signature that it had. */
function tampered(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
  return `${header}.${encoded({ ...read, sub: '65f0c0ffee0000000000abcd' })}.${signature}`;
}

/** The same token, which says that it needs no signature. */
function unsigned(token: string): string {
  const [header = '', claims = ''] = token.split('.');
  const read = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
  return `${encoded({ ...read, alg: 'none' })}.${claims}.`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
