import { type Row } from '../row';
import { persisting, replaying } from './backlog';
import { batches } from './batches';
import { fanOut } from './fan-out';
import { apiMemory, workerMemory } from './memory';
import { outage } from './outage';
import { singlePoint } from './single-point';
import { usage } from './usage';
import { viewers } from './viewers';

/** By the name that `--only` knows. */
export const rows: Readonly<Record<string, Row>> = {
  single: singlePoint,
  batches,
  persist: persisting,
  replay: replaying,
  'fan-out': fanOut,
  viewers,
  outage,
  usage,
  'worker-memory': workerMemory,
  'api-memory': apiMemory,
};
