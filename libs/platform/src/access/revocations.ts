import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config';
import { reasonOf } from '../logging/reason-of';
import { recentlyUsed } from '../memory/recently-used';
import { RedisConnections } from '../redis/redis-connections';
import { RedisScript } from '../redis/redis-script';
import { type CredentialName, type Principal } from './principal';

/** As long as any process may remember that a credential was good. */
export const REMEMBERED_FOR = 3_600_000;
const MOST_KNOWN = 100_000;
const ASK_EVERY = 1_000;
const PAGE = 500;

/** Appends, and forgets what no process needs any more; also while Redis is full. */
const APPEND = new RedisScript<string>(`
  local now = redis.call('TIME')
  local oldest = now[1] * 1000 - ARGV[1]
  local id = redis.call('XADD', KEYS[1], 'MINID', '~', string.format('%.0f', oldest), '*', 'credential', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return id
`).evenIfFull();

/**
 * What was revoked within the last hour, known to every process of the API within a second or two: a list in Redis which
 * each reads on from where it was, so that a lost connection costs time and no revocation. MongoDB is what decides whether
 * a credential is good; this is for whoever does not ask it, open event streams above all.
 */
@Injectable()
export class Revocations implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Revocations.name);
  private readonly key: string;
  private readonly revoked = recentlyUsed<CredentialName, true>(MOST_KNOWN, REMEMBERED_FOR);
  private readonly unsent = new Set<CredentialName>();
  private readonly hearers: ((credential: CredentialName) => void)[] = [];
  private readonly holders: (() => Iterable<Principal>)[] = [];
  private stillGood: (principal: Principal) => Promise<boolean> = () => Promise.resolve(true);
  private lastId = '0-0';
  /** Redis could not be asked for a while, and may have forgotten what it had. */
  private gap = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly redis: RedisConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.key = `${config.redis.keyPrefix}:revocations`;
  }

  /** Whether this was revoked, as far as this process has heard. */
  has(credential: CredentialName): boolean {
    return this.revoked.has(credential);
  }

  /**
   * Revokes at once in this process, soon in all. Does not fail: while Redis is away, it is said as soon as it is back.
   * To be called before the credential is removed: whoever dies in between is asked again, and nothing was forgotten.
   */
  async revoke(credentials: readonly CredentialName[]): Promise<void> {
    for (const credential of credentials) {
      this.hear(credential);
      this.unsent.add(credential);
    }
    await this.send().catch((error: unknown) => this.logger.warn(`will be said later: ${reasonOf(error)}`));
  }

  /** Calls back with whatever is revoked from now on. */
  onRevoked(hear: (credential: CredentialName) => void): void {
    this.hearers.push(hear);
  }

  /** Who goes on without asking, and therefore has to be looked at again after Redis was away. */
  onGap(holders: () => Iterable<Principal>): void {
    this.holders.push(holders);
  }

  /** How it is found out whether a credential is good still. */
  checkBy(stillGood: (principal: Principal) => Promise<boolean>): void {
    this.stillGood = stillGood;
  }

  /** Only the API lets anybody in. */
  async onModuleInit(): Promise<void> {
    if (this.config.program === 'api') await this.listen();
  }

  onModuleDestroy(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private async listen(): Promise<void> {
    try {
      await this.send();
      await this.readOn();
      if (this.gap) await this.lookAgain();
      this.gap = false;
    } catch (error) {
      if (!this.gap && !this.closed) this.logger.warn(`revocations are not heard: ${reasonOf(error)}`);
      this.gap = true;
    }
    if (!this.closed) this.timer = setTimeout(() => void this.listen(), ASK_EVERY).unref();
  }

  private async send(): Promise<void> {
    for (const credential of this.unsent) {
      await APPEND.run(this.redis.commands, [this.key], [REMEMBERED_FOR, credential]);
      this.unsent.delete(credential);
    }
  }

  private async readOn(): Promise<void> {
    for (;;) {
      const [stream] = (await this.redis.commands.xread('COUNT', PAGE, 'STREAMS', this.key, this.lastId)) ?? [];
      const entries = stream?.[1] ?? [];
      for (const [id, fields] of entries) {
        this.lastId = id;
        this.hear(fields[1] as CredentialName);
      }
      if (entries.length < PAGE) return;
    }
  }

  private async lookAgain(): Promise<void> {
    const seen = new Set<CredentialName>();
    for (const holder of this.holders) {
      for (const principal of [...holder()]) {
        if (seen.has(principal.credential)) continue;
        seen.add(principal.credential);
        if (!(await this.stillGood(principal))) this.hear(principal.credential);
      }
    }
  }

  private hear(credential: CredentialName): void {
    if (this.revoked.has(credential)) return;
    this.revoked.set(credential, true);
    for (const hear of this.hearers) hear(credential);
  }
}
