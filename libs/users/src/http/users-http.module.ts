import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';

import { StreamsModule } from '#streams';

import { AuthModule } from '../auth/auth.module';
import { UsersModule } from '../users.module';
import { ApiKeysController } from './api-keys.controller';
import { AuditController } from './audit.controller';
import { AuthController } from './auth.controller';
import { AuthGuard } from './auth.guard';
import { PositionSettings } from './position-settings';
import { RecentCredentials } from './recent-credentials';
import { DeclaredAccess } from './declared-access';
import { PasswordController } from './password.controller';
import { SessionsController } from './sessions.controller';
import { UsersController } from './users.controller';

/** The routes of riders, and the guard before every route of the program. */
@Module({
  imports: [DiscoveryModule, UsersModule, AuthModule, StreamsModule],
  controllers: [
    AuditController,
    AuthController,
    ApiKeysController,
    PasswordController,
    SessionsController,
    UsersController,
  ],
  providers: [
    DeclaredAccess,
    RecentCredentials,
    PositionSettings,
    AuthGuard,
    { provide: APP_GUARD, useExisting: AuthGuard },
  ],
})
export class UsersHttpModule {}
