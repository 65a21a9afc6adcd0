import { type RunningServer } from '../../../../tools/servers';

/** What global setup leaves for global teardown; both run in Jest's own process, though in different module registries. */
interface Held {
  servers: RunningServer[];
}

const key = Symbol.for('bike-power-tracker.test-servers');

/** The servers that global setup has started, in the order of their start. */
export function held(): Held {
  const holder = globalThis as typeof globalThis & { [key]?: Held };
  return (holder[key] ??= { servers: [] });
}
