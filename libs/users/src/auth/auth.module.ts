import { Module } from '@nestjs/common';

import { UsersModule } from '../users.module';
import { AccessTokens } from './access-tokens';
import { ApiKeysService } from './api-keys.service';
import { AuthService } from './auth.service';
import { LoginLimits } from './login-limits';
import { PasswordHasher } from './password-hasher';

/** Who is asking; for programs that answer requests. */
@Module({
  imports: [UsersModule],
  providers: [AuthService, ApiKeysService, AccessTokens, LoginLimits, PasswordHasher],
  exports: [AuthService, ApiKeysService, AccessTokens],
})
export class AuthModule {}
