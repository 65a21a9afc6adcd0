import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { AuditTrail, InvalidError, inTransaction, type Origin, type Principal } from '#platform';

import { sessionIdOf, SessionsService } from '../sessions.service';
import { UsersService } from '../users.service';
import { LoginLimits } from './login-limits';
import { PasswordHasher } from './password-hasher';
import { PasswordRules } from './password-rules';

const wrong = (): InvalidError =>
  new InvalidError('PASSWORD_WRONG', 'The present password is not right', [
    { field: 'currentPassword', message: 'is not the present password' },
  ]);

/** A new password for somebody who knows the old one. */
@Injectable()
export class PasswordChange {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordHasher,
    private readonly rules: PasswordRules,
    private readonly limits: LoginLimits,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Also ends every session but the one that asks, together with the change: whoever knew the old password is out.
   * API keys go on.
   * @throws InvalidError `PASSWORD_WRONG` when the present one is not right, also when another change came first;
   * `VALIDATION_FAILED` for a new one that is easily guessed
   * @throws TooManyRequestsError `TOO_MANY_LOGINS`: what is tried here counts as a sign-in
   */
  async change(
    principal: Principal,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    origin: Origin,
  ): Promise<void> {
    const { userId, credential } = principal;
    const { email, displayName, passwordHash = null } = await this.users.credentialsById(userId);
    this.rules.assertHardToGuess(newPassword, 'newPassword', [email, displayName]);
    const succeeded = await this.limits.begin(email, origin.address);
    const matches = await this.passwords.verify(passwordHash, currentPassword);
    if (!matches || passwordHash === null) {
      this.trail.record('password.change_refused', principal, origin);
      throw wrong();
    }
    await succeeded();
    if (newPassword === currentPassword) throw InvalidError.field('newPassword', 'must be another one than now');
    const hash = await this.passwords.hash(newPassword);
    await inTransaction(this.connection, async (transaction) => {
      if (!(await this.users.changePassword(userId, passwordHash, hash, transaction))) throw wrong();
      await this.sessions.endOthers(userId, sessionIdOf(credential), transaction);
    });
    this.trail.record('password.changed', principal, origin);
  }
}
