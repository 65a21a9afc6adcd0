import { type Row } from '../row';
import { persisting, replaying } from './backlog';
import { batches } from './batches';
import { singlePoint } from './single-point';

/** By the name that `--only` knows. */
export const rows: Readonly<Record<string, Row>> = {
  single: singlePoint,
  batches,
  persist: persisting,
  replay: replaying,
};
