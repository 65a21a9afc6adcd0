import '../../../../apps/api/src/main';
import { collector } from '#platform';
import { tell } from '../telling';

/**
 * The API, with a second port that collects all garbage and tells how much memory is in use then, in bytes.
 * `node collecting-api.js <port>`
 */
const collect = collector();

tell(() => {
  // What the first time only queues for freeing is freed the second time.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
});
