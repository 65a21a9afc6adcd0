import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import '../../../../apps/api/src/main';

/**
 * The API, with a second port that collects all garbage and tells how much memory is in use then, in bytes.
 * `node collecting-api.js <port>`
 */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

createServer((_, answer) => {
  // What the first time only queues for freeing is freed the second time.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  answer.end(String(heapUsed + external));
})
  .listen(Number(process.argv[2]), '127.0.0.1')
  .unref();
