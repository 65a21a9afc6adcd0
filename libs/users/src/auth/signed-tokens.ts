import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';

import { CONFIG, type Config, isObjectId, type Principal, SCOPES, UnauthenticatedError } from '#platform';

const ISSUER = 'bike-power-tracker';
const AUDIENCE = 'bike-power-tracker-api';
const TYPE = 'at+jwt';

/** @throws UnauthenticatedError `CREDENTIALS_INVALID` */
export function refuseToken(): never {
  throw new UnauthenticatedError('CREDENTIALS_INVALID', 'The access token is not valid');
}

/** Access tokens as such (RFC 9068, HS256): signed here, and read again. Whether their session still goes on is not asked. */
@Injectable()
export class SignedTokens {
  /** By key id, which names a secret without telling it; the first signs, and what the others signed holds too. */
  private readonly keys: ReadonlyMap<string, KeyObject>;
  /** Seconds that a token holds, at most 15 minutes. */
  readonly lifetime: number;

  constructor(@Inject(CONFIG) { auth }: Config) {
    this.lifetime = auth.accessTokenSeconds;
    this.keys = new Map(auth.jwtSecrets.map((secret) => [keyIdOf(secret), createSecretKey(secret, 'utf8')]));
  }

  async issue(userId: string, sessionId: string): Promise<string> {
    const [[kid, key] = refuseToken()] = this.keys;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetime)
      .sign(key);
  }

  /**
   * Whom the signature vouches for, who may do everything.
   * @throws UnauthenticatedError `TOKEN_EXPIRED` or `CREDENTIALS_INVALID`
   */
  async read(token: string): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, ({ kid = '' }) => this.keys.get(kid) ?? refuseToken(), {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
      });
      const { sub: userId, sid } = payload;
      if (isObjectId(userId) && isObjectId(sid)) {
        const expiresAt = Number(payload.exp) * 1000;
        return { userId, scopes: SCOPES, via: 'access-token', credential: `session:${sid}`, expiresAt };
      }
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new UnauthenticatedError('TOKEN_EXPIRED', 'The access token has expired');
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    return refuseToken();
  }
}

const keyIdOf = (secret: string): string =>
  createHash('sha256').update(`key id of ${secret}`).digest('hex').slice(0, 8);
