import { Injectable, Logger } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { reasonOf } from '../logging/reason-of';

/** Seconds, from an answer out of memory to one that hardly anybody waits for. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Where the program's numbers for operators are kept: every library makes its own instruments here, beside the code
 * that they watch. Names begin with `bpt_` and end with their unit, `docs/operations.md` lists them all. What is counted
 * on a hot path has no labels, or holds on to the one series that it needs.
 */
@Injectable()
export class Instruments {
  private readonly logger = new Logger(Instruments.name);
  private readonly registry = new Registry();

  /** What only goes up. */
  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    collect: (counter: Counter<Label>) => void = () => undefined,
  ): Counter<Label> {
    return new Counter<Label>({
      ...{ name, help, labelNames, registers: [this.registry] },
      collect() {
        collect(this);
      },
    });
  }

  /**
   * The same for the hottest paths: adding is adding, and prom-client hears of it when somebody looks.
   * @returns what adds to it
   */
  tally(name: string, help: string): (count: number) => void {
    let pending = 0;
    this.counter(name, help, [], (counter) => {
      counter.inc(pending);
      pending = 0;
    });
    return (count) => {
      pending += count;
    };
  }

  /** How long something takes, s. */
  duration<Label extends string = never>(
    name: string,
    help: string,
    options: { labelNames?: readonly Label[]; buckets?: number[] } = {},
  ): Histogram<Label> {
    const { labelNames = [], buckets = DURATIONS } = options;
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** How large something is. */
  size(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] });
  }

  /**
   * What is measured when somebody looks.
   * @param measure what cannot be measured now, because a server is away, is left out
   */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    measure: (gauge: Gauge<Label>) => Promise<void> | void,
  ): void {
    const { logger } = this;
    new Gauge<Label>({
      ...{ name, help, labelNames, registers: [this.registry] },
      async collect() {
        this.reset();
        // Without labels, that makes it 0.
        if (labelNames.length === 0) this.remove();
        try {
          await measure(this);
        } catch (error) {
          logger.debug(`${name} cannot be measured: ${reasonOf(error)}`);
        }
      },
    });
  }

  /** For what prom-client itself knows to register. */
  register(collect: (registry: Registry) => void): void {
    collect(this.registry);
  }

  /** Everything, in the text format of Prometheus. */
  async exposition(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
