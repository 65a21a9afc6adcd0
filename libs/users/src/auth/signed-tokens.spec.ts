import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';

import { type Config, loadConfig, SCOPES } from '#platform';

import { SignedTokens } from './signed-tokens';

const SECRET = 'a secret of at least 32 characters, for tests';
const RIDER = '665f1c2e9b3a4d0012ab34cd';

const SESSION = '665f1d009b3a4d0012ab34cf';

const configWith = (JWT_SECRET: string, JWT_SECRET_PREVIOUS = ''): Config =>
  loadConfig('api', { MONGODB_URI: 'mongodb://x/y', REDIS_URL: 'redis://x', JWT_SECRET, JWT_SECRET_PREVIOUS });

describe('access tokens', () => {
  const tokens = new SignedTokens(configWith(SECRET));
  const refused = (token: string) => expect(tokens.read(token)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
  const signed = (claims: {
    iss?: string;
    aud?: string;
    typ?: string;
    kid?: string;
    alg?: string;
    sub?: string;
    sid?: string;
  }) =>
    new SignJWT({ sid: claims.sid ?? SESSION })
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
    kid = decodeProtectedHeader(await tokens.issue(RIDER, SESSION)).kid ?? '';
  });
  afterEach(() => jest.useRealTimers());

  it('name the rider and the session, for 15 minutes, and nothing else', async () => {
    const token = await tokens.issue(RIDER, SESSION);
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);

    expect(await tokens.read(token)).toEqual({
      userId: RIDER,
      scopes: SCOPES,
      via: 'access-token',
      credential: `session:${SESSION}`,
      expiresAt: exp * 1000,
    });
    expect(claims).toEqual({ iss: 'bike-power-tracker', aud: 'bike-power-tracker-api', sub: RIDER, sid: SESSION });
    expect(exp - iat).toBe(900);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'at+jwt', kid });
    expect(kid).toMatch(/^[0-9a-f]{8}$/);
  });

  it('are refused after their time, and say so', async () => {
    const token = await tokens.issue(RIDER, SESSION);
    jest.useFakeTimers({ now: Date.now() + 901_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    await expect(tokens.read(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('are refused when a single character of any part was changed', async () => {
    const token = await tokens.issue(RIDER, SESSION);
    for (const [index, part] of token.split('.').entries()) {
      const changed = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
      await refused(token.split('.').with(index, changed).join('.'));
    }
  });

  it('are accepted when made by hand as they should be', async () => {
    expect(await tokens.read(await signed({}))).toMatchObject({ userId: RIDER });
  });

  it.each([
    { iss: 'somebody' },
    { aud: 'another-api' },
    { typ: 'JWT' },
    { kid: 'another' },
    { alg: 'HS512' },
    { sub: 'me' },
    { sid: 'mine' },
  ])('are refused with %j', async (claims) => refused(await signed(claims)));

  it('are refused without a signature or with another secret', async () => {
    await refused(new UnsecuredJWT({ sub: RIDER }).setIssuer('bike-power-tracker').setExpirationTime('10m').encode());
    await refused(await new SignedTokens(configWith(`${SECRET} changed`)).issue(RIDER, SESSION));
    await refused('');
  });

  it('hold through a change of the secret, in either of the two orders, until the old one is taken away', async () => {
    const [old, next] = [SECRET, `${SECRET} changed`];
    const during = [new SignedTokens(configWith(old, next)), new SignedTokens(configWith(next, old))];
    const issued = await Promise.all(during.map((program) => program.issue(RIDER, SESSION)));
    expect(new Set(issued.map((token) => decodeProtectedHeader(token).kid)).size).toBe(2);
    for (const program of during)
      for (const token of issued) expect(await program.read(token)).toMatchObject({ userId: RIDER });

    const afterwards = new SignedTokens(configWith(next));
    await expect(afterwards.read(issued[0] ?? '')).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
    expect(await afterwards.read(issued[1] ?? '')).toMatchObject({ userId: RIDER });
  });
});
