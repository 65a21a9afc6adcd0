import { setTimeout as pause } from 'node:timers/promises';

/** A server or a program that runs and can be stopped. */
export interface Part {
  /** What a person calls it: "API", "MongoDB". */
  readonly name: string;
  readonly pid?: number;
  readonly logFile?: string;
  /** Settles with one line when it has ended. */
  readonly exited: Promise<string>;
  stop(): Promise<unknown>;
}

/** How long to wait for a part that is just coming up when everything is to stop. */
const graceMs = 5000;

/** The parts of the local run in the order of their start; they are stopped in the opposite order. */
export class Running {
  private readonly parts: Part[] = [];
  private readonly starting = new Set<Promise<unknown>>();
  private closing = false;
  private tellDeath: (part: Part, how: string) => void = () => undefined;

  /** Settles with the first part that ends before it was told to. */
  readonly firstDeath = new Promise<{ part: Part; how: string }>((resolve) => {
    this.tellDeath = (part, how) => resolve({ part, how });
  });

  /** Starts a part and keeps it; a part that comes up after the end has begun is stopped again. */
  async start<T extends Omit<Part, 'name'>>(name: string, begin: () => Promise<T>): Promise<T> {
    if (this.closing) throw new Error('stopping');
    const work = begin().then((begun) => {
      const { pid, logFile, exited } = begun;
      const part: Part = { name, pid, logFile, exited, stop: () => begun.stop() };
      this.parts.push(part);
      void exited.then((how) => {
        if (!this.closing) this.tellDeath(part, how);
      });
      return begun;
    });
    this.starting.add(work);
    try {
      return await work;
    } finally {
      this.starting.delete(work);
    }
  }

  /** Stops everything, the youngest first. */
  async stop(): Promise<void> {
    this.closing = true;
    const settled = Promise.allSettled(this.starting);
    await Promise.race([settled, pause(graceMs, undefined, { ref: false })]);
    for (const part of [...this.parts].reverse()) await part.stop();
  }

  /** Ends everything at once. */
  kill(): void {
    this.closing = true;
    for (const { pid } of this.parts) {
      if (pid === undefined) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
  }
}
