import { Injectable } from '@nestjs/common';

import { NotFoundError, UnauthenticatedError } from '#platform';

import { SessionsService } from '../sessions.service';
import { type UserRecord, UsersService } from '../users.service';
import { AccessTokens } from './access-tokens';
import { LoginLimits } from './login-limits';
import { PasswordHasher } from './password-hasher';

/** What a client holds after signing in. */
export interface SignedIn {
  user: UserRecord;
  accessToken: string;
  /** Good for one use. */
  refreshToken: string;
  /** Seconds that the access token holds. */
  expiresIn: number;
}

/** Registering, signing in, staying signed in and signing out. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordHasher,
    private readonly tokens: AccessTokens,
    private readonly limits: LoginLimits,
  ) {}

  /** @throws ConflictError `EMAIL_TAKEN` */
  async register(account: { email: string; password: string; displayName?: string | null }): Promise<SignedIn> {
    const { email, password, displayName } = account;
    const passwordHash = await this.passwords.hash(password);
    const user = await this.users.create({ email, passwordHash, displayName });
    return this.signedIn(user, await this.sessions.start(user._id.toString()));
  }

  /**
   * An unknown address and a wrong password get the same answer after the same time.
   * @param address of the client
   * @throws UnauthenticatedError `CREDENTIALS_INVALID`
   * @throws TooManyRequestsError `TOO_MANY_LOGINS`
   */
  async login(email: string, password: string, address: string): Promise<SignedIn> {
    const succeeded = await this.limits.begin(email, address);
    const known = await this.users.credentialsOf(email);
    const matches = await this.passwords.verify(known?.passwordHash ?? null, password);
    if (!known || !matches) throw new UnauthenticatedError('CREDENTIALS_INVALID', 'E-mail or password is not right');
    await succeeded();
    return this.signedIn(await this.users.loggedIn(known.userId), await this.sessions.start(known.userId));
  }

  /** @throws UnauthenticatedError `REFRESH_TOKEN_INVALID` */
  async refresh(refreshToken: string): Promise<SignedIn> {
    const next = await this.sessions.rotate(refreshToken);
    try {
      return await this.signedIn(await this.users.get(next.userId), next.refreshToken);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      await this.sessions.end(next.refreshToken);
      throw new UnauthenticatedError('REFRESH_TOKEN_INVALID', 'This account does not exist any more');
    }
  }

  /** Always succeeds: whoever held the token is signed out afterwards. */
  async logout(refreshToken: string): Promise<void> {
    await this.sessions.end(refreshToken);
  }

  private async signedIn(user: UserRecord, refreshToken: string): Promise<SignedIn> {
    const accessToken = await this.tokens.issue(user._id.toString());
    return { user, accessToken, refreshToken, expiresIn: this.tokens.lifetime };
  }
}
