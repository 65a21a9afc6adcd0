import { setTimeout as pause } from 'node:timers/promises';
import { type IngestLogs } from './ingest-logs';
import { SteadyRate } from './steady-rate';

/** A look costs what is to be measured; what is seen is exact however seldom it is. */
const POLL_MS = 25;

/**
 * Watches a worker at work on a backlog.
 * @returns log entries a second, when nothing is left
 * @throws Error when something is left after the limit
 */
export async function watchCatchingUp(logs: IngestLogs, backlog: number, limitSeconds: number): Promise<number> {
  const before = (await logs.state()).acknowledged;
  const rate = new SteadyRate(backlog);
  for (const end = performance.now() + limitSeconds * 1000; ; await pause(POLL_MS)) {
    const { acknowledged, pending, unread } = await logs.state();
    rate.see(acknowledged - before);
    if (rate.perSecond > 0 && pending === 0 && unread === 0) return rate.perSecond;
    if (performance.now() > end)
      throw new Error(`After ${limitSeconds} s ${pending} entries are pending and ${unread} unread`);
  }
}
