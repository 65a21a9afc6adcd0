import { Module } from '@nestjs/common';

import { UsersModule } from '../users.module';
import { AccessTokens } from './access-tokens';
import { ApiKeysService } from './api-keys.service';
import { AuthService } from './auth.service';
import { CredentialCheck } from './credential-check';
import { LoginLimits } from './login-limits';
import { PasswordChange } from './password-change.service';
import { PasswordHasher } from './password-hasher';
import { PasswordRules } from './password-rules';
import { SignedTokens } from './signed-tokens';

/** Who is asking; for programs that answer requests. */
@Module({
  imports: [UsersModule],
  providers: [
    AuthService,
    ApiKeysService,
    AccessTokens,
    CredentialCheck,
    LoginLimits,
    PasswordChange,
    PasswordHasher,
    PasswordRules,
    SignedTokens,
  ],
  exports: [AuthService, PasswordChange, ApiKeysService, AccessTokens],
})
export class AuthModule {}
