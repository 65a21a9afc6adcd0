import { Injectable } from '@nestjs/common';

/** A reason why the program cannot serve now; null when it can. */
export type ReadinessCheck = () => string | null | Promise<string | null>;

interface Registered {
  check: ReadinessCheck;
  atStartup: boolean;
}

/** What must hold, besides MongoDB and Redis, for a program to be ready. Whoever knows registers it here. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Registered>();

  /**
   * @param options.atStartup false for what a program that has just started may still have to work on: whoever fails
   * the startup probe for long is killed, and would begin anew for ever
   */
  register(name: string, check: ReadinessCheck, { atStartup = true }: { atStartup?: boolean } = {}): void {
    this.checks.set(name, { check, atStartup });
  }

  /** @param moment at startup some checks are left out */
  entries(moment: 'startup' | 'always'): [string, ReadinessCheck][] {
    return [...this.checks].flatMap(([name, { check, atStartup }]): [string, ReadinessCheck][] =>
      moment === 'always' || atStartup ? [[name, check]] : [],
    );
  }
}
