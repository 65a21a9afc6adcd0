import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

import { InvalidError, UnavailableError } from '#platform';

import { randomSecret } from '../secrets';

export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 200;

/** Argon2id (the package's own default) at OWASP's first recommendation: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** A hash takes a whole core for a while, and Node's thread pool with it, which files and DNS need too. */
const AT_A_TIME = 2;
const MOST_WAITING = 32;

/** Hashes and verifies passwords, a few at a time. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy?: Promise<string>;

  /**
   * @returns the hash as a PHC string
   * @throws InvalidError when the password is shorter than 10 or longer than 200 characters
   * @throws UnavailableError `BUSY` when too many passwords wait already
   */
  async hash(password: string): Promise<string> {
    if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH)
      throw InvalidError.field('password', `must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters`);
    return this.inTurn(() => hash(normalised(password), COST));
  }

  /**
   * Whether the password is the one. Without a hash (no such account) a decoy is verified, so that the answer takes as
   * long and tells nobody which accounts exist.
   * @throws UnavailableError `BUSY`
   */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const known = passwordHash ?? (await this.decoyHash());
    const matches = await this.inTurn(() => verify(known, normalised(password.slice(0, MAX_PASSWORD_LENGTH))));
    return matches && passwordHash !== null && password.length <= MAX_PASSWORD_LENGTH;
  }

  /** Made before the first login can come: it would take twice as long. */
  async onModuleInit(): Promise<void> {
    await this.decoyHash();
  }

  private decoyHash(): Promise<string> {
    return (this.decoy ??= hash(randomSecret(32), COST));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_A_TIME) {
      if (this.waiting.length >= MOST_WAITING)
        throw new UnavailableError('BUSY', 'Too many sign-ins at this moment, please try again', 2);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** The same letters typed on two keyboards may differ in their code points. */
const normalised = (password: string): string => password.normalize('NFKC');
