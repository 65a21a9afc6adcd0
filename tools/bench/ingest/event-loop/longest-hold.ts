import { resolve } from 'node:path';
import { freePort } from '../../../servers';

/** How long the event loop of a program is held at most, see probe. */
export class LongestHold {
  private constructor(private readonly port: number) {}

  static async prepare(): Promise<LongestHold> {
    return new LongestHold(await freePort());
  }

  /** Environment that the program is to be started with. */
  get settings(): Record<string, string> {
    return { NODE_OPTIONS: `--require ${resolve(__dirname, 'probe.js')}`, BENCH_PROBE_PORT: String(this.port) };
  }

  /** @returns ms, at most, while `work` was done */
  async during(work: () => Promise<unknown>): Promise<number> {
    await this.take();
    await work();
    return this.take();
  }

  private async take(): Promise<number> {
    return Number(await (await fetch(`http://127.0.0.1:${this.port}/`)).text());
  }
}
