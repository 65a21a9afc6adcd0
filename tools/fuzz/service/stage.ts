import { Programs, type RunningProgram } from '../../bench/support/programs';
import { describeExit, freePort } from '../../servers';
import { type FuzzedService } from '../fuzzing';
import { LogWatch } from './log-watch';
import { type Memory, memoryOf } from './memory';

interface Part {
  name: string;
  program: RunningProgram;
  log: LogWatch;
  metricsUrl: string;
}

/** Both programs, built, with servers of their own, under watch. */
export class Stage implements FuzzedService {
  private constructor(
    private readonly programs: Programs,
    private readonly parts: readonly Part[],
  ) {}

  static async set(): Promise<Stage> {
    const programs = await Programs.start();
    const start = async (name: string, entry: string): Promise<Part> => {
      const log = new LogWatch();
      const port = String(await freePort());
      const settings = {
        METRICS_PORT: port,
        WORKER_METRICS_PORT: port,
        RATE_LIMIT_FACTOR: '100000',
        NODE_OPTIONS: '--inspect=127.0.0.1:0',
      };
      const program = await programs.run(entry, [], settings, log.hear);
      return { name, program, log, metricsUrl: `http://127.0.0.1:${port}` };
    };
    try {
      const api = await start('API', 'apps/api/src/main.js');
      const worker = await start('worker', 'apps/worker/src/main.js');
      return new Stage(programs, [api, worker]);
    } catch (error) {
      await programs.stop();
      throw error;
    }
  }

  get url(): string {
    return this.parts[0]?.program.url ?? '';
  }

  isRunning(): boolean {
    return this.parts.every(({ program }) => !program.ended());
  }

  takeComplaints(): string[] {
    return this.parts.flatMap(({ name, program, log }) => {
      const exit = program.ended();
      return [
        ...(exit ? [`the ${name} ${describeExit(exit)}`] : []),
        ...log.takeErrors().map((line) => `${name}: ${line}`),
      ];
    });
  }

  /** Of both programs, by name. */
  async memory(): Promise<Map<string, Memory>> {
    const memories = await Promise.all(
      this.parts.map(async ({ log, metricsUrl }) => memoryOf(log.inspector ?? '', metricsUrl)),
    );
    return new Map(this.parts.map(({ name }, index) => [name, memories[index] as Memory]));
  }

  /** Warnings of both programs, with how often. */
  warnings(): string[] {
    return this.parts.flatMap(({ name, log }) =>
      [...log.warnings].map(([said, times]) => `${times} × ${name}: ${said}`),
    );
  }

  stop(): Promise<void> {
    return this.programs.stop();
  }
}
