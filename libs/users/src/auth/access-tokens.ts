import { Injectable } from '@nestjs/common';

import { hasExpired, type Principal, recentlyUsed, Revocations } from '#platform';

import { sha256 } from '../secrets';
import { SessionsService } from '../sessions.service';
import { AskedLately, MOST_TRUSTED, TRUSTED_FOR } from './asked-lately';
import { refuseToken, SignedTokens } from './signed-tokens';

/**
 * Recognises who asks with an access token. Each belongs to a session and ends with it: the database is asked once in a few
 * seconds whether the session is there. While it cannot be asked, the signature suffices.
 */
@Injectable()
export class AccessTokens {
  /** By hash, so that no token stays in memory. A signature takes longer to check than a point to take. */
  private readonly verified = recentlyUsed<string, Principal>(MOST_TRUSTED, TRUSTED_FOR);
  private readonly live: AskedLately<{ userId: string }>;

  constructor(
    private readonly tokens: SignedTokens,
    private readonly revocations: Revocations,
    sessions: SessionsService,
  ) {
    this.live = new AskedLately((sessionId) => sessions.ownerOf(sessionId));
  }

  /**
   * Who the token speaks for, who may do everything.
   * @throws UnauthenticatedError `TOKEN_EXPIRED` or `CREDENTIALS_INVALID`
   */
  async verify(token: string): Promise<Principal> {
    const principal = await this.tokens.read(token);
    const { credential, userId } = principal;
    const session = await this.live.find(credential.slice('session:'.length), { userId });
    if (session?.userId !== userId || this.revocations.has(credential)) return refuseToken();
    this.verified.set(sha256(token), principal);
    return principal;
  }

  /** The same for a token that was verified within the last seconds and holds still; null for any other. */
  recentlyVerified(token: string): Principal | null {
    const known = this.verified.get(sha256(token));
    return known && !hasExpired(known) && !this.revocations.has(known.credential) ? known : null;
  }
}
