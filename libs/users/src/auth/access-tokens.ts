import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';

import { CONFIG, type Config, isObjectId, type Principal, SCOPES, UnauthenticatedError } from '#platform';

import { sha256 } from '../secrets';

const ISSUER = 'bike-power-tracker';
const AUDIENCE = 'bike-power-tracker-api';
const TYPE = 'at+jwt';

/** A signature takes longer to check than a point to take. */
const TRUSTED_FOR = 3_000;
const MOST_TRUSTED = 20_000;

interface VerifiedToken {
  principal: Principal;
  /** Unix ms. */
  expiresAt: number;
}

const refused = (): UnauthenticatedError =>
  new UnauthenticatedError('CREDENTIALS_INVALID', 'The access token is not valid');

/** Short-lived proofs of who is asking (RFC 9068, HS256), checked without a look into the database. */
@Injectable()
export class AccessTokens {
  private readonly key: KeyObject;
  /** Names the secret without telling it, so that a token of another one is recognised after a change. */
  private readonly keyId: string;
  /** By hash, so that no token stays in memory. */
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: MOST_TRUSTED, ttl: TRUSTED_FOR });

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.key = createSecretKey(config.auth.jwtSecret, 'utf8');
    this.keyId = createHash('sha256').update(`key id of ${config.auth.jwtSecret}`).digest('hex').slice(0, 8);
  }

  /** Seconds that a token holds, at most 15 minutes. */
  get lifetime(): number {
    return this.config.auth.accessTokenSeconds;
  }

  async issue(userId: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid: this.keyId })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetime)
      .sign(this.key);
  }

  /**
   * Who the token speaks for, who may do everything.
   * @throws UnauthenticatedError `TOKEN_EXPIRED` or `CREDENTIALS_INVALID`
   */
  async verify(token: string): Promise<Principal> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'iat', 'exp'],
      });
      if (protectedHeader.kid === this.keyId && isObjectId(payload.sub)) {
        const principal: Principal = { userId: payload.sub, scopes: SCOPES, via: 'access-token' };
        this.verified.set(sha256(token), { principal, expiresAt: Number(payload.exp) * 1000 });
        return principal;
      }
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new UnauthenticatedError('TOKEN_EXPIRED', 'The access token has expired');
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw refused();
  }

  /** The same for a token that was verified within the last seconds and holds still; null for any other. */
  recentlyVerified(token: string): Principal | null {
    const known = this.verified.get(sha256(token));
    return known && known.expiresAt > Date.now() ? known.principal : null;
  }
}
