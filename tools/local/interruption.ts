/** Signals that ask for the end: Ctrl-C, a service manager, a closed terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * npm passes on the SIGINT that the terminal has sent to everybody in the group, so that one Ctrl-C arrives twice; only what
 * comes later than this is a second one.
 */
const sameKeyMs = 300;

/**
 * @param force called when the person asks again
 * @returns settles when the end is asked for
 */
export function interruption(force: () => void): Promise<void> {
  let first: number | undefined;
  return new Promise((resolve) => {
    for (const signal of signals) {
      process.on(signal, () => {
        if (first === undefined) {
          first = Date.now();
          resolve();
        } else if (Date.now() - first > sameKeyMs) {
          force();
        }
      });
    }
  });
}
