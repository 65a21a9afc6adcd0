import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, trusted } from 'mongoose';

import { CONFIG, type Config, UnauthenticatedError } from '#platform';

import { randomSecret, sha256 } from './secrets';
import { Session } from './session.schema';

const DAY = 86_400_000;
/** Two tabs, or a client whose answer was lost, use the same token twice within this time; a thief comes later. */
const REPEAT_WITHIN = 10_000;
const MOST_CURRENT = 10;
/** 16 bytes that name the session, 32 bytes that prove it. */
const TOKEN = /^([\w-]{22})([\w-]{43})$/;

const refused = (): UnauthenticatedError =>
  new UnauthenticatedError('REFRESH_TOKEN_INVALID', 'This refresh token cannot be used, please sign in again');

/** Refresh tokens: random, hashed at rest, good for one use. The only class that touches the sessions. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger('Sessions');

  constructor(
    @InjectModel(Session.name) private readonly sessions: Model<Session>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns the first refresh token of a new sign-in */
  async start(userId: string): Promise<string> {
    const [id, secret] = [randomSecret(16), randomSecret(32)];
    await this.sessions.create({ _id: id, userId, current: [sha256(secret)], expiresAt: this.expiry() });
    return id + secret;
  }

  /**
   * Trades a refresh token for its successor. A token that was traded before ends the session for everyone who holds a
   * token of it, since one of them must have copied it; only the latest one may be repeated for 10 s.
   * @throws UnauthenticatedError `REFRESH_TOKEN_INVALID`
   */
  async rotate(token: string): Promise<{ userId: string; refreshToken: string }> {
    const [, id, secret] = TOKEN.exec(token) ?? [];
    if (id === undefined || secret === undefined) throw refused();
    const [used, successor] = [sha256(secret), randomSecret(32)];
    const now = new Date();
    const live = { _id: id, expiresAt: trusted({ $gt: now }) };

    const session =
      (await this.sessions
        .findOneAndUpdate(
          { ...live, current: used },
          {
            $set: { 'current.$': sha256(successor), previous: used, rotatedAt: now, expiresAt: this.expiry() },
          },
        )
        .lean<Session>()) ??
      (await this.sessions
        .findOneAndUpdate(
          { ...live, previous: used, rotatedAt: trusted({ $gte: new Date(now.getTime() - REPEAT_WITHIN) }) },
          { $push: { current: { $each: [sha256(successor)], $slice: -MOST_CURRENT } } },
        )
        .lean<Session>());
    if (session) return { userId: session.userId.toString(), refreshToken: id + successor };

    const ended = await this.sessions.findOneAndDelete(live).lean<Session>();
    if (ended) this.logger.warn(`a used refresh token of user ${ended.userId.toString()} came again: session ended`);
    throw refused();
  }

  /** Ends the session that the token belongs to; a token that belongs to none is nothing to complain about. */
  async end(token: string): Promise<void> {
    const [, id] = TOKEN.exec(token) ?? [];
    if (id !== undefined) await this.sessions.deleteOne({ _id: id });
  }

  private expiry(): Date {
    return new Date(Date.now() + this.config.auth.refreshTokenDays * DAY);
  }
}
