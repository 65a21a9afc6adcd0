import { Module } from '@nestjs/common';

import { UsersModule } from '../users.module';
import { AccessTokens } from './access-tokens';
import { ApiKeysService } from './api-keys.service';
import { AuthService } from './auth.service';
import { CredentialCheck } from './credential-check';
import { LoginLimits } from './login-limits';
import { PasswordHasher } from './password-hasher';
import { SignedTokens } from './signed-tokens';

/** Who is asking; for programs that answer requests. */
@Module({
  imports: [UsersModule],
  providers: [AuthService, ApiKeysService, AccessTokens, CredentialCheck, LoginLimits, PasswordHasher, SignedTokens],
  exports: [AuthService, ApiKeysService, AccessTokens],
})
export class AuthModule {}
