import { freePort } from '../../../servers';
import { type Programs, type RunningProgram } from '../../support/programs';
import { ask } from '../telling';

/** An API, and how long its event loop is held at most (see watched-api). */
export class WatchedApi {
  private constructor(
    private readonly api: RunningProgram,
    private readonly port: number,
  ) {}

  static async start(programs: Programs): Promise<WatchedApi> {
    const port = await freePort();
    return new WatchedApi(await programs.run('tools/bench/ingest/event-loop/watched-api.js', [String(port)]), port);
  }

  get url(): string {
    return this.api.url;
  }

  /** @returns ms, at most, while `work` was done */
  async longestHold(work: () => Promise<unknown>): Promise<number> {
    await ask(this.port);
    await work();
    return ask(this.port);
  }
}
