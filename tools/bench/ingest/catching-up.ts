import { setTimeout as pause } from 'node:timers/promises';
import { type IngestLogs } from './ingest-logs';

/** A look costs what is to be measured; what is seen is exact however seldom it is. */
const POLL_MS = 25;

/**
 * Watches a worker at work on a backlog. The rate is taken between the first acknowledgement and the moment when
 * `share` of the backlog is done: towards the end the worker waits, as it should, for more points to write with the last.
 * @returns log entries a second, when nothing is left
 * @throws Error when something is left after the limit
 */
export async function watchCatchingUp(
  logs: IngestLogs,
  backlog: number,
  { share, limitSeconds }: { share: number; limitSeconds: number },
): Promise<number> {
  const before = (await logs.state()).acknowledged;
  let first: { at: number; done: number } | null = null;
  let entriesPerSecond = 0;
  for (const end = performance.now() + limitSeconds * 1000; ; await pause(POLL_MS)) {
    const { acknowledged, pending, unread } = await logs.state();
    const [at, done] = [performance.now(), acknowledged - before];
    if (done > 0) first ??= { at, done };
    if (first && entriesPerSecond === 0 && done >= backlog * share)
      entriesPerSecond = ((done - first.done) / (at - first.at)) * 1000;
    if (first && pending === 0 && unread === 0) return entriesPerSecond;
    if (at > end) throw new Error(`After ${limitSeconds} s ${pending} entries are pending and ${unread} unread`);
  }
}
