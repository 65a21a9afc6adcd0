import { usageOf } from '../support/usage';

const EVERY_MS = 200;

/** Looks at the memory of a process until it is told to stop. */
export class Sampling {
  private largest = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  /** @returns the most bytes that were resident at a time */
  async stop(): Promise<number> {
    clearInterval(this.timer);
    await this.look();
    return this.largest;
  }

  private async look(): Promise<void> {
    this.largest = Math.max(this.largest, (await usageOf(this.pid))?.residentBytes ?? 0);
  }
}
