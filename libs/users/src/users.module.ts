import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';

import { AuditEntry, AuditEntrySchema } from './audit/audit-entry.schema';
import { AuditLog } from './audit/audit-log.service';
import { FtpHistoryEntry, FtpHistorySchema } from './ftp-history.schema';
import { FtpService } from './ftp.service';
import { ProfileService } from './profile.service';
import { Session, SessionSchema } from './session.schema';
import { SessionsService } from './sessions.service';
import { User, UserSchema } from './user.schema';
import { UsersService } from './users.service';

/** Riders, their settings and their dated FTP; for every program. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: User.name, schema: UserSchema },
      { name: FtpHistoryEntry.name, schema: FtpHistorySchema },
      { name: Session.name, schema: SessionSchema },
      { name: AuditEntry.name, schema: AuditEntrySchema },
    ]),
  ],
  providers: [UsersService, FtpService, ProfileService, SessionsService, AuditLog],
  exports: [UsersService, FtpService, ProfileService, SessionsService, AuditLog],
})
export class UsersModule {}
