import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { type CredentialName, type Principal, RedisConnections } from '#platform';

import { KeyNames } from './stream-keys';

const VALID_SECONDS = 60;

/** Who made a ticket, with what, and for which stream. */
export type TicketHolder = Pick<Principal, 'userId' | 'credential' | 'expiresAt'> & { streamName: string };

/** One-time tickets for browsers' EventSource, which cannot set headers. Only their hash is kept. */
@Injectable()
export class StreamTickets {
  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
  ) {}

  /** A ticket ends with the credential that it was made with. */
  async issue(
    { userId, credential, expiresAt: ends }: Principal,
    streamName: string,
  ): Promise<{ ticket: string; expiresAt: Date }> {
    const ticket = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + VALID_SECONDS * 1_000);
    await this.redis.commands.set(
      this.key(ticket),
      `${userId} ${streamName} ${credential} ${ends ?? ''}`,
      'EX',
      VALID_SECONDS,
    );
    return { ticket, expiresAt };
  }

  /** Null when it was never issued, was used, or is too old. */
  async redeem(ticket: string): Promise<TicketHolder | null> {
    const [userId, streamName, credential, ends] = ((await this.redis.commands.getdel(this.key(ticket))) ?? '').split(
      ' ',
    );
    if (!userId || !streamName || !credential) return null;
    return { userId, streamName, credential: credential as CredentialName, expiresAt: ends ? Number(ends) : null };
  }

  private key = (ticket: string): string => this.keys.ticket(createHash('sha256').update(ticket).digest('base64url'));
}
