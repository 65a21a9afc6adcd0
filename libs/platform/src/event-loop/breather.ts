import { setImmediate as othersFirst } from 'node:timers/promises';

/**
 * For long work on the event loop: call the function that this returns between two small steps of it, and everybody
 * else gets their turn once the work has held the loop for so long.
 * @param patience ms
 */
export function breather(patience = 5): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < patience) return;
    await othersFirst();
    began = performance.now();
  };
}
