import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a program before its own code (`node --require`): tells over HTTP for how long its event loop was held at most since
 * it was asked the last time, in ms.
 */
const RESOLUTION_MS = 1;

if (isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  createServer((_, answer) => {
    const held = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
    delays.reset();
    answer.end(String(held));
  })
    .listen(Number(process.env.BENCH_PROBE_PORT), '127.0.0.1')
    .unref();
}
