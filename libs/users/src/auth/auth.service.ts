import { Injectable } from '@nestjs/common';

import { AuditTrail, NotFoundError, type Origin, UnauthenticatedError } from '#platform';

import { SessionsService, type SessionTokens } from '../sessions.service';
import { type UserRecord, UsersService } from '../users.service';
import { LoginLimits } from './login-limits';
import { PasswordHasher } from './password-hasher';
import { PasswordRules } from './password-rules';
import { SignedTokens } from './signed-tokens';

/** What a client holds after signing in. */
export interface SignedIn {
  user: UserRecord;
  accessToken: string;
  /** Good for one use. */
  refreshToken: string;
  /** Seconds that the access token holds. */
  expiresIn: number;
}

const wrongCredentials = (): UnauthenticatedError =>
  new UnauthenticatedError('CREDENTIALS_INVALID', 'E-mail or password is not right');

/** Registering, signing in, staying signed in and signing out. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordHasher,
    private readonly rules: PasswordRules,
    private readonly tokens: SignedTokens,
    private readonly limits: LoginLimits,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * @throws InvalidError for a password that is easily guessed
   * @throws ConflictError `EMAIL_TAKEN`
   * @throws TooManyRequestsError `TOO_MANY_REGISTRATIONS`
   */
  async register(
    account: { email: string; password: string; displayName?: string | null },
    origin: Origin,
  ): Promise<SignedIn> {
    const { email, password, displayName } = account;
    await this.limits.beginRegistration(origin.address);
    this.rules.assertHardToGuess(password, 'password', [email, displayName]);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.users.create({ email, passwordHash, displayName });
    const tokens = await this.sessions.start(user._id.toString(), origin);
    this.trail.record('account.registered', tokens, origin, { subject: tokens.sessionId });
    return this.signedIn(user, tokens);
  }

  /**
   * An unknown address and a wrong password get the same answer after the same time.
   * @throws UnauthenticatedError `CREDENTIALS_INVALID`
   * @throws TooManyRequestsError `TOO_MANY_LOGINS`
   */
  async login(email: string, password: string, origin: Origin): Promise<SignedIn> {
    const succeeded = await this.limits.begin(email, origin.address);
    const known = await this.users.credentialsOf(email);
    const matches = await this.passwords.verify(known?.passwordHash ?? null, password);
    if (known && !matches) this.trail.record('sign_in.failed', known, origin);
    if (!known || !matches) throw wrongCredentials();
    await succeeded();
    const tokens = await this.sessions.start(known.userId, origin);
    // A change of the password ends the sessions that are there: this one is, unless the change came before.
    const user = await this.users.loggedIn(known.userId, known.passwordHash);
    if (user) {
      this.trail.record('sign_in.succeeded', known, origin, { subject: tokens.sessionId });
      return this.signedIn(user, tokens);
    }
    await this.sessions.endOne(known.userId, tokens.sessionId);
    throw wrongCredentials();
  }

  /** @throws UnauthenticatedError `REFRESH_TOKEN_INVALID` */
  async refresh(refreshToken: string, origin: Origin): Promise<SignedIn> {
    const next = await this.sessions.rotate(refreshToken, origin);
    try {
      return await this.signedIn(await this.users.get(next.userId), next);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      await this.sessions.end(next.refreshToken);
      throw new UnauthenticatedError('REFRESH_TOKEN_INVALID', 'This account does not exist any more');
    }
  }

  /** Always succeeds: whoever held the token is signed out afterwards. */
  async logout(refreshToken: string, origin: Origin): Promise<void> {
    const ended = await this.sessions.end(refreshToken);
    if (!ended) return;
    const { userId, sessionId } = ended;
    this.trail.record('session.ended', { userId, credential: `session:${sessionId}` }, origin, { subject: sessionId });
  }

  private async signedIn(user: UserRecord, { sessionId, refreshToken }: SessionTokens): Promise<SignedIn> {
    const accessToken = await this.tokens.issue(user._id.toString(), sessionId);
    return { user, accessToken, refreshToken, expiresIn: this.tokens.lifetime };
  }
}
