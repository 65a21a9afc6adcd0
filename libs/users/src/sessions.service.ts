import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, Types, trusted } from 'mongoose';

import {
  acrossRiders,
  AuditTrail,
  CONFIG,
  type Config,
  type CredentialName,
  type Origin,
  Revocations,
  UnauthenticatedError,
} from '#platform';

import { randomSecret, sha256 } from './secrets';
import { type RefreshToken, Session } from './session.schema';

const DAY = 86_400_000;
/** Two tabs, or a client whose answer was lost, use the same token twice within this time; a thief comes later. */
const REPEAT_WITHIN = 10_000;
const MOST_CURRENT = 10;
const MOST_SHOWN = 100;
/** 16 bytes that find the session, 32 bytes that prove it. */
const TOKEN = /^([\w-]{22})([\w-]{43})$/;

/** A session as it may be shown. */
export type SessionRecord = Omit<Session, 'selector' | 'current'>;
/** What a sign-in or a refresh gives. */
export interface SessionTokens {
  userId: string;
  sessionId: string;
  refreshToken: string;
}

const refused = (): UnauthenticatedError =>
  new UnauthenticatedError('REFRESH_TOKEN_INVALID', 'This refresh token cannot be used, please sign in again');
/** The session that a credential belongs to; null for an API key. */
export const sessionIdOf = (credential: CredentialName): string | null =>
  credential.startsWith('session:') ? credential.slice('session:'.length) : null;
const byToken = <Q extends object>(query: Q): Q => acrossRiders('a token finds whose session it is', query);
const nameOf = ({ _id }: Pick<Session, '_id'>): CredentialName => `session:${_id.toString()}`;

/** Sessions and their refresh tokens: random, hashed at rest, good for one use. The only class that touches the sessions. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger('Sessions');

  constructor(
    @InjectModel(Session.name) private readonly sessions: Model<Session>,
    @Inject(CONFIG) private readonly config: Config,
    private readonly revocations: Revocations,
    private readonly trail: AuditTrail,
  ) {}

  /** A new sign-in. */
  async start(userId: string, origin: Origin): Promise<SessionTokens> {
    const [_id, selector, secret, now] = [new Types.ObjectId(), randomSecret(16), randomSecret(32), new Date()];
    const current = [{ hash: sha256(secret), predecessor: null, issuedAt: now }];
    await this.sessions.create({
      _id,
      selector,
      userId,
      current,
      lastUsedAt: now,
      ...origin,
      expiresAt: this.expiry(),
    });
    return { userId, sessionId: _id.toString(), refreshToken: selector + secret };
  }

  /**
   * Trades a refresh token for its successor. A token that was traded before ends the session for everyone who holds a
   * token of it, since one of them must have copied it; only the predecessor of a token in use may come again, for 10 s.
   * @throws UnauthenticatedError `REFRESH_TOKEN_INVALID`
   */
  async rotate(token: string, origin: Origin): Promise<SessionTokens> {
    const [, selector, secret] = TOKEN.exec(token) ?? [];
    if (selector === undefined || secret === undefined) throw refused();
    const [used, successor, now] = [sha256(secret), randomSecret(32), new Date()];
    const live = { selector, expiresAt: trusted({ $gt: now }) };
    const next: RefreshToken = { hash: sha256(successor), predecessor: used, issuedAt: now };
    const seen = { lastUsedAt: now, ...origin, expiresAt: this.expiry() };
    const repeated = { predecessor: used, issuedAt: { $gte: new Date(now.getTime() - REPEAT_WITHIN) } };

    const session =
      (await byToken(
        this.sessions.findOneAndUpdate({ ...live, 'current.hash': used }, { $set: { 'current.$': next, ...seen } }),
      ).lean<SessionRecord>()) ??
      (await byToken(
        this.sessions.findOneAndUpdate(
          { ...live, current: trusted({ $elemMatch: repeated }) },
          { $push: { current: { $each: [{ ...next, predecessor: null }], $slice: -MOST_CURRENT } }, $set: seen },
        ),
      ).lean<SessionRecord>());
    if (!session) {
      await this.endReused(selector, origin);
      throw refused();
    }
    // Whoever ended it was interrupted.
    if (this.revocations.has(nameOf(session))) throw refused();
    return { userId: session.userId.toString(), sessionId: session._id.toString(), refreshToken: selector + successor };
  }

  /**
   * Ends the session that the token belongs to.
   * @returns null for a token that belongs to none, which is nothing to complain about
   */
  async end(token: string): Promise<Omit<SessionTokens, 'refreshToken'> | null> {
    const [, selector] = TOKEN.exec(token) ?? [];
    const session =
      selector === undefined ? null : await byToken(this.sessions.findOne({ selector })).lean<SessionRecord>();
    if (!session) return null;
    await this.revoke(session);
    return { userId: session.userId.toString(), sessionId: session._id.toString() };
  }

  /** Whose session this is; null when it has ended. The only query without an owner besides those of a refresh token. */
  async ownerOf(sessionId: string): Promise<{ userId: string } | null> {
    const live = { _id: sessionId, expiresAt: trusted({ $gt: new Date() }) };
    const session = await byToken(this.sessions.findOne(live)).select({ userId: 1 }).lean<Pick<Session, 'userId'>>();
    return session && { userId: session.userId.toString() };
  }

  /** The one used last first, at most 100. */
  async list(userId: string): Promise<SessionRecord[]> {
    return this.sessions
      .find({ userId, expiresAt: trusted({ $gt: new Date() }) })
      .sort({ lastUsedAt: -1 })
      .limit(MOST_SHOWN)
      .lean<SessionRecord[]>();
  }

  /** @returns false when the rider has no such session */
  async endOne(userId: string, sessionId: string): Promise<boolean> {
    const session = await this.sessions.findOne({ _id: sessionId, userId }).lean<SessionRecord>();
    if (session) await this.revoke(session);
    return session !== null;
  }

  /**
   * Ends all sessions of the rider but this one.
   * @param transaction for what must hold together with something else
   * @returns how many there were
   */
  async endOthers(userId: string, sessionId: string | null, transaction?: ClientSession): Promise<number> {
    const spared = sessionId !== null && { _id: trusted({ $ne: new Types.ObjectId(sessionId) }) };
    const others = await this.sessions
      .find({ userId, ...spared }, { _id: 1 }, { session: transaction })
      .lean<Pick<Session, '_id'>[]>();
    await this.revocations.revoke(others.map(nameOf));
    const ids = others.map(({ _id }) => _id);
    await this.sessions.deleteMany({ userId, _id: trusted({ $in: ids }) }, { session: transaction });
    return ids.length;
  }

  private async endReused(selector: string, origin: Origin): Promise<void> {
    const session = await byToken(this.sessions.findOne({ selector })).lean<SessionRecord>();
    if (!session) return;
    this.logger.warn(`a used refresh token of user ${session.userId.toString()} came again: session ended`);
    this.trail.record('session.token_reused', { userId: session.userId.toString() }, origin, {
      subject: session._id.toString(),
    });
    await this.revoke(session);
  }

  /** Said before it is done: whoever dies in between leaves nothing that goes on unnoticed. */
  private async revoke(session: SessionRecord): Promise<void> {
    await this.revocations.revoke([nameOf(session)]);
    await this.sessions.deleteOne({ _id: session._id, userId: session.userId });
  }

  private expiry(): Date {
    return new Date(Date.now() + this.config.auth.refreshTokenDays * DAY);
  }
}
