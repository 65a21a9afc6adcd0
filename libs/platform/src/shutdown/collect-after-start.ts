import { executionAsyncResource } from 'node:async_hooks';

import { collector } from '../memory/collector';

/** One of what `process.nextTick` queues, kept for as long as the program runs. */
export const kept: { tick?: object } = {};

/**
 * Gives back what only the start of a program needed, 20 MB and more, while nobody waits yet.
 *
 * V8 forgets the shape of objects of which a collection finds none. The code of `process.nextTick` never recovers from that: a
 * call takes a microsecond instead of a sixth of one, six times a request. So it finds one, now and later.
 */
export function collectAfterStart(): void {
  const collect = collector();
  process.nextTick(() => {
    kept.tick = executionAsyncResource();
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  });
}
