import { Inject, Injectable, Logger } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type QueryFilter, trusted } from 'mongoose';

import { AuditedEvent, CONFIG, type Config, GracefulShutdown, InvalidError, reasonOf } from '#platform';

import { AuditEntry } from './audit-entry.schema';

const DAY = 86_400_000;
/** While MongoDB hangs, no more than these wait for it; the rest is in the program's log alone. */
const MOST_WAITING = 1_000;

/** Keeps each rider's audit log. The only class that touches it. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('Audit');
  private readonly waiting = new Set<Promise<void>>();

  constructor(
    @InjectModel(AuditEntry.name) private readonly entries: Model<AuditEntry>,
    @Inject(CONFIG) private readonly config: Config,
    shutdown: GracefulShutdown,
  ) {
    shutdown.register('inflight', 'audit log', async () => void (await Promise.all(this.waiting)));
  }

  /** Nobody waits for it, and nothing fails over it: what cannot be kept is logged. */
  @OnEvent(AuditedEvent.eventName)
  keep(audited: AuditedEvent): void {
    if (this.waiting.size >= MOST_WAITING) return this.complain(audited, 'too many wait already');
    const written = this.write(audited).catch((error: unknown) => this.complain(audited, reasonOf(error)));
    this.waiting.add(written);
    void written.then(() => this.waiting.delete(written));
  }

  /**
   * Newest first.
   * @param before id of the last entry of the page before
   * @throws InvalidError when the rider has no such entry
   */
  async list(userId: string, limit: number, before?: string): Promise<AuditEntry[]> {
    const page: QueryFilter<AuditEntry> = before === undefined ? { userId } : await this.after(userId, before);
    return this.entries.find(page).sort({ at: -1, _id: -1 }).limit(limit).lean<AuditEntry[]>();
  }

  private async after(userId: string, id: string): Promise<QueryFilter<AuditEntry>> {
    const last = await this.entries.findOne({ _id: id, userId }).select({ at: 1 }).lean<AuditEntry>();
    if (!last) throw InvalidError.field('before', 'is not the id of an entry that is there');
    const { _id, at } = last;
    return { userId, $or: [{ at: trusted({ $lt: at }) }, { at, _id: trusted({ $lt: _id }) }] };
  }

  private async write({ event, userId, credential, origin, details, at }: AuditedEvent): Promise<void> {
    const expiresAt = new Date(at.getTime() + this.config.audit.days * DAY);
    await this.entries.create({ userId, event, at, credential, ...origin, ...details, expiresAt });
  }

  private complain({ event, userId, at }: AuditedEvent, reason: string): void {
    this.logger.error(`not kept: ${event} of user ${userId} at ${at.toISOString()}: ${reason}`);
  }
}
