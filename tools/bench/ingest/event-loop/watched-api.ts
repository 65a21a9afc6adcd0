import { monitorEventLoopDelay } from 'node:perf_hooks';
import '../../../../apps/api/src/main';
import { tell } from '../telling';

/**
 * The API, with a second port that tells for how long the event loop was held at most since it was asked the last time, in
 * ms. `node watched-api.js <port>`
 */
const RESOLUTION_MS = 1;

const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
tell(() => {
  const held = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
  delays.reset();
  return held;
});
