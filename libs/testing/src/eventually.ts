import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to go on trying; 5 s if not given. */
  timeoutMs?: number;
  /** Pause between two tries; 25 ms if not given. */
  everyMs?: number;
}

/**
 * Runs `attempt` until it does not throw, and gives what it returned. For expectations that come true after a while.
 *
 * @throws whatever the last attempt threw, when the time is up
 */
export async function eventually<T>(attempt: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { timeoutMs = 5000, everyMs = 25 } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await pause(everyMs);
  }
}
