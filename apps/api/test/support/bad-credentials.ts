import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { type Scope, SCOPES } from '#platform';
import { call, type Rider } from '#testing';

import { succeeded } from './workouts';

export type Headers = Record<string, string>;

/** A credential that opens nothing, and the code with which it is refused. */
export interface BadCredential {
  headers: Headers;
  code: string;
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/** The same token with other claims, signed as the service signs. */
function signed(token: string, secret: string, header: object, claims: object): string {
  const [head, payload] = token.split('.');
  const content = `${encoded({ ...decoded(head), ...header })}.${encoded({ ...decoded(payload), ...claims })}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

async function makeKey(rider: Rider, more: object): Promise<{ id: string; key: string }> {
  return succeeded(
    await rider.post<{ id: string; key: string }>('/api/users/me/api-keys', { name: 'x', ...more }),
    201,
  );
}

/** All credentials of the rider's that are good no longer, or never were. */
export async function badCredentials(rider: Rider, secret: string): Promise<Record<string, BadCredential>> {
  const { accessToken } = rider;
  const expiring = await makeKey(rider, { expiresAt: new Date(Date.now() + 1_000).toISOString() });
  const revoked = await makeKey(rider, {});
  await rider.call('DELETE', `/api/users/me/api-keys/${revoked.id}`);
  const body = { email: rider.email, password: rider.password };
  type SignedIn = { accessToken: string; refreshToken: string };
  const ended = succeeded(await call<SignedIn>(rider.url, 'POST', '/api/auth/login', { body }), 200);
  await call(rider.url, 'POST', '/api/auth/logout', { body: { refreshToken: ended.refreshToken } });
  await pause(1_100);
  const now = Math.floor(Date.now() / 1000);
  const [head, payload, signature = ''] = accessToken.split('.');
  const tampered = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  const refused = (headers: Headers, code = 'CREDENTIALS_INVALID'): BadCredential => ({ headers, code });
  return {
    nobody: refused({}, 'CREDENTIALS_MISSING'),
    'an expired key': refused({ 'x-api-key': expiring.key }, 'API_KEY_EXPIRED'),
    'a revoked key': refused({ 'x-api-key': revoked.key }),
    'a key with one letter changed': refused({
      'x-api-key': rider.key.slice(0, -1) + (rider.key.endsWith('0') ? '1' : '0'),
    }),
    'a tampered token': refused(bearer(`${head}.${payload}.${tampered}`)),
    'a token with another rider in it': refused(
      bearer(`${head}.${encoded({ ...decoded(payload), sub: 'f'.repeat(24) })}.${signature}`),
    ),
    'a token without a signature': refused(bearer(`${encoded({ ...decoded(head), alg: 'none' })}.${payload}.`)),
    'a token signed by somebody else': refused(bearer(signed(accessToken, 'x'.repeat(64), {}, {}))),
    'an expired token': refused(
      bearer(signed(accessToken, secret, {}, { iat: now - 700, exp: now - 100 })),
      'TOKEN_EXPIRED',
    ),
    'a token of an ended session': refused(bearer(ended.accessToken)),
    'a refresh token': refused(bearer(rider.refreshToken)),
  };
}

/** For each scope a key of the rider's that has this one only. */
export async function keysByScope(rider: Rider): Promise<Record<Scope, Headers>> {
  const made = SCOPES.map(async (scope) => [scope, { 'x-api-key': (await makeKey(rider, { scopes: [scope] })).key }]);
  return Object.fromEntries(await Promise.all(made)) as Record<Scope, Headers>;
}
