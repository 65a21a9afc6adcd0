import { Injectable } from '@nestjs/common';

/** A reason why the program cannot serve now; null when it can. */
export type ReadinessCheck = () => string | null;

/** What must hold, besides MongoDB and Redis, for a program to be ready. Whoever knows registers it here. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  entries(): [string, ReadinessCheck][] {
    return [...this.checks];
  }
}
