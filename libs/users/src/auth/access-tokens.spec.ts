import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';

import { type Config, loadConfig, SCOPES } from '#platform';

import { AccessTokens } from './access-tokens';

const SECRET = 'a secret of at least 32 characters, for tests';
const RIDER = '665f1c2e9b3a4d0012ab34cd';

const configWith = (secret: string): Config =>
  loadConfig('api', { MONGODB_URI: 'mongodb://x/y', REDIS_URL: 'redis://x', JWT_SECRET: secret });

describe('access tokens', () => {
  const tokens = new AccessTokens(configWith(SECRET));
  const refused = (token: string) =>
    expect(tokens.verify(token)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
  const signed = (claims: { iss?: string; aud?: string; typ?: string; kid?: string; alg?: string; sub?: string }) =>
    new SignJWT()
      .setProtectedHeader({
        alg: claims.alg ?? 'HS256',
        typ: claims.typ ?? 'at+jwt',
        kid: claims.kid ?? kid,
      })
      .setIssuer(claims.iss ?? 'bike-power-tracker')
      .setAudience(claims.aud ?? 'bike-power-tracker-api')
      .setSubject(claims.sub ?? RIDER)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(SECRET));
  let kid: string;

  beforeAll(async () => {
    kid = decodeProtectedHeader(await tokens.issue(RIDER)).kid ?? '';
  });
  afterEach(() => jest.useRealTimers());

  it('name the rider, for 15 minutes, and nothing else', async () => {
    const token = await tokens.issue(RIDER);
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);

    expect(tokens.recentlyVerified(token)).toBeNull();
    const principal = await tokens.verify(token);
    expect(principal).toEqual({ userId: RIDER, scopes: SCOPES, via: 'access-token' });
    expect(tokens.recentlyVerified(token)).toEqual(principal);
    expect(claims).toEqual({ iss: 'bike-power-tracker', aud: 'bike-power-tracker-api', sub: RIDER });
    expect(exp - iat).toBe(900);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'at+jwt', kid });
    expect(kid).toMatch(/^[0-9a-f]{8}$/);
  });

  it('are refused after their time, and say so', async () => {
    const token = await tokens.issue(RIDER);
    jest.useFakeTimers({ now: Date.now() + 901_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('are refused when a single character of any part was changed', async () => {
    const token = await tokens.issue(RIDER);
    for (const [index, part] of token.split('.').entries()) {
      const changed = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
      await refused(token.split('.').with(index, changed).join('.'));
    }
  });

  it('are accepted when made by hand as they should be', async () => {
    expect(await tokens.verify(await signed({}))).toMatchObject({ userId: RIDER });
  });

  it.each([
    { iss: 'somebody' },
    { aud: 'another-api' },
    { typ: 'JWT' },
    { kid: 'another' },
    { alg: 'HS512' },
    { sub: 'me' },
  ])('are refused with %j', async (claims) => refused(await signed(claims)));

  it('are refused without a signature or with another secret', async () => {
    await refused(new UnsecuredJWT({ sub: RIDER }).setIssuer('bike-power-tracker').setExpirationTime('10m').encode());
    await refused(await new AccessTokens(configWith(`${SECRET} changed`)).issue(RIDER));
    await refused('');
  });
});
