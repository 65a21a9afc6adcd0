import { type Row } from '../row';
import { backlog } from './backlog';
import { batches } from './batches';
import { eventLoop } from './event-loop';
import { fanOut } from './fan-out';
import { apiMemory, workerMemory } from './memory';
import { outage } from './outage';
import { singlePoint } from './single-point';
import { usage } from './usage';
import { viewers } from './viewers';

/** Under the names that `--only` knows. */
export const rows: readonly { names: readonly string[]; run: Row }[] = [
  { names: ['single'], run: singlePoint },
  { names: ['batches'], run: batches },
  { names: ['persist', 'replay'], run: backlog },
  { names: ['fan-out'], run: fanOut },
  { names: ['viewers'], run: viewers },
  { names: ['outage'], run: outage },
  { names: ['usage'], run: usage },
  { names: ['worker-memory'], run: workerMemory },
  { names: ['api-memory'], run: apiMemory },
  { names: ['event-loop'], run: eventLoop },
];
