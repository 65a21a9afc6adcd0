import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';

import { KeyNames } from './stream-keys';

const VALID_SECONDS = 60;

/** One-time tickets for browsers' EventSource, which cannot set headers. Only their hash is kept. */
@Injectable()
export class StreamTickets {
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
  ) {}

  async issue(userId: string, streamName: string): Promise<{ ticket: string; expiresAt: Date }> {
    const ticket = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + VALID_SECONDS * 1_000);
    await this.redis.commands.set(this.key(ticket), `${userId} ${streamName}`, 'EX', VALID_SECONDS);
    return { ticket, expiresAt };
  }

  /** Null when it was never issued, was used, or is too old. */
  async redeem(ticket: string): Promise<{ userId: string; streamName: string } | null> {
    const [userId, streamName] = ((await this.redis.commands.getdel(this.key(ticket))) ?? '').split(' ');
    return userId && streamName ? { userId, streamName } : null;
  }

  private key = (ticket: string): string => this.keys.ticket(createHash('sha256').update(ticket).digest('base64url'));
}
