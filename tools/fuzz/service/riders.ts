import { randomBytes } from 'node:crypto';

import { type Credential } from '../requests/draft';
import { Seen } from '../requests/seen';
import { Credentials, type Headers } from './credentials';
import { must } from './must';

/** Somebody with an account, and credentials of every kind. */
export class Rider {
  readonly seen = new Seen();
  private account = newAccount();
  private credentials!: Credentials;

  private constructor(private readonly url: string) {}

  static async register(url: string): Promise<Rider> {
    const rider = new Rider(url);
    await rider.enter('register');
    return rider;
  }

  /** For whoever has ended their own session or removed their own key; with a new account if the password was changed. */
  async signInAgain(): Promise<void> {
    await this.enter('login').catch(() => {
      this.account = newAccount();
      return this.enter('register');
    });
  }

  headersOf(credential: Credential): Headers {
    return this.credentials.headersOf(credential);
  }

  private async enter(how: 'register' | 'login'): Promise<void> {
    const signedIn = await must<{ accessToken: string }>(this.url, 'POST', `/api/auth/${how}`, {}, this.account);
    this.credentials = await Credentials.make(this.url, signedIn.accessToken);
    this.seen.remember(this.account, signedIn);
  }
}

const newAccount = (): { email: string; password: string } => ({
  email: `${randomBytes(6).toString('hex')}@example.com`,
  password: randomBytes(12).toString('hex'),
});
