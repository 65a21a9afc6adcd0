import { type Inventory } from '../inventory/inventory';
import { type OplogTime } from '../oplog/position';

export type Encryption = 'age' | 'gpg' | null;

interface AnyManifest {
  format: 1;
  archive: string;
  /** Of the file as it lies there, encrypted or not. */
  bytes: number;
  encryption: Encryption;
  service: string;
  mongodb: string;
}

/** Beside a base backup: the whole database as it was at `oplog.end`. */
export interface BaseManifest extends AnyManifest {
  kind: 'base';
  mongodump: string;
  startedAt: string;
  seconds: number;
  oplog: { start: OplogTime; end: OplogTime; entries: number };
  /** What was in the database at `oplog.end`; null where MongoDB could not be asked any more. */
  inventory: Inventory | null;
}

/** Beside an increment: the oplog after `after`, up to and including `end`. */
export interface IncrementManifest extends AnyManifest {
  kind: 'oplog';
  after: OplogTime;
  end: OplogTime;
  entries: number;
}
