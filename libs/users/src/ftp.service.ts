import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type Model, trusted } from 'mongoose';

import { inTransaction } from '#platform';

import { FtpHistoryEntry } from './ftp-history.schema';
import { UsersService } from './users.service';

/** An entry that names a value, as opposed to one that takes it back. */
export type DatedFtp = FtpHistoryEntry & { ftp: number };

const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const;
const OLDEST_FIRST = { createdAt: 1, _id: 1 } as const;
const MOST_SHOWN = 1_000;

/** Functional threshold power over time: a ride is always scored with the value in force when it began. */
@Injectable()
export class FtpService {
  constructor(
    @InjectModel(FtpHistoryEntry.name) private readonly entries: Model<FtpHistoryEntry>,
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
  ) {}

  /**
   * From now on the rider's FTP is `ftp` W, in the settings and in the history.
   * @param source where the value comes from, e.g. `manual`
   * @throws NotFoundError `USER_NOT_FOUND`
   */
  async setFtp(userId: string, ftp: number, source: string): Promise<void> {
    await inTransaction(this.connection, async (session) => {
      await this.users.applyChanges(userId, { settings: { ftp } }, session);
      await this.record(userId, ftp, source, session);
    });
  }

  /**
   * Adds an entry dated now. Belongs into the transaction that has just written the rider's settings: that write makes
   * two changes at once wait for each other, so that the newest entry is the one that the settings show.
   */
  async record(userId: string, ftp: number | null, source: string, session: ClientSession): Promise<void> {
    await this.entries.create([{ userId, ftp, source, createdAt: new Date() }], { session });
  }

  /** Newest first, at most 1,000; without the entries that took a value back. */
  async history(userId: string): Promise<DatedFtp[]> {
    return this.entries
      .find({ userId, ftp: trusted({ $ne: null }) })
      .sort(NEWEST_FIRST)
      .limit(MOST_SHOWN)
      .lean<DatedFtp[]>();
  }

  /**
   * The FTP (W) that held at `at`; null when there was none. A ride from before the first entry is scored with that
   * first entry: riders bring years of rides to a new account, and their first known value is the nearest one.
   */
  async ftpInForceAt(userId: string, at: Date): Promise<number | null> {
    const entry =
      (await this.entries
        .findOne({ userId, createdAt: trusted({ $lte: at }) })
        .sort(NEWEST_FIRST)
        .lean<FtpHistoryEntry>()) ??
      (await this.entries.findOne({ userId }).sort(OLDEST_FIRST).lean<FtpHistoryEntry>());
    return entry?.ftp ?? null;
  }
}
