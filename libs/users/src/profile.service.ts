import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { inTransaction } from '#platform';

import { FtpService } from './ftp.service';
import { TimeZoneChangedEvent } from './time-zone-changed.event';
import { type ProfileChanges, type UserRecord, UsersService } from './users.service';

/** Changes of a rider's own profile, with what they entail. */
@Injectable()
export class ProfileService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
    private readonly ftp: FtpService,
    private readonly events: EventEmitter2,
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
    if (changes.settings?.timezone !== undefined)
      await this.events.emitAsync(TimeZoneChangedEvent.eventName, new TimeZoneChangedEvent(userId));
    return this.users.get(userId);
  }
}
