import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { inTransaction } from '#platform';

import { FtpService } from './ftp.service';
import { type ProfileChanges, type UserRecord, UsersService } from './users.service';

/** Changes of a rider's own profile, with what they entail. */
@Injectable()
export class ProfileService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
    private readonly ftp: FtpService,
  ) {}

  /**
   * Merges the changes; an FTP that differs from the present one is dated as well (source `settings`). A form that
   * sends all settings back unchanged dates nothing.
   * @returns the rider afterwards
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async update(userId: string, changes: ProfileChanges): Promise<UserRecord> {
    const ftp = changes.settings?.ftp;
    if (ftp === undefined) await this.users.applyChanges(userId, changes);
    else {
      await inTransaction(this.connection, async (session) => {
        const before = await this.users.applyChanges(userId, changes, session);
        if (before.ftp !== ftp) await this.ftp.record(userId, ftp, 'settings', session);
      });
    }
    return this.users.get(userId);
  }
}
