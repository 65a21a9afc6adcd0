import { type Row } from '../row';
import { persisting, replaying } from './backlog';
import { batches } from './batches';
import { fanOut } from './fan-out';
import { singlePoint } from './single-point';
import { viewers } from './viewers';

/** By the name that `--only` knows. */
export const rows: Readonly<Record<string, Row>> = {
  single: singlePoint,
  batches,
  persist: persisting,
  replay: replaying,
  'fan-out': fanOut,
  viewers,
};
