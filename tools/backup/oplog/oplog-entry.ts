import { mongo } from 'mongoose';

import { type OplogTime, positionOf } from './position';

/** What matters here of an oplog entry. */
export interface OplogEntry {
  at: OplogTime;
  /** It changes nothing but what the server keeps for itself. */
  own: boolean;
}

interface Raw {
  ts: mongo.Timestamp;
  wall: Date;
  ns: string;
  o?: { applyOps?: { ns: string }[]; commitTransaction?: unknown; abortTransaction?: unknown };
}

export function readOplogEntry(bytes: Buffer): OplogEntry {
  const raw = mongo.BSON.deserialize(bytes, { useBigInt64: true }) as Raw;
  const namespaces = namespacesOf(raw);
  return {
    at: { ...positionOf(raw.ts), wall: raw.wall.toISOString() },
    own: namespaces.length > 0 && namespaces.every(isOwn),
  };
}

/** A transaction is logged as a command of the database admin, wherever it wrote to. */
function namespacesOf({ ns, o = {} }: Raw): string[] {
  if (o.applyOps) return o.applyOps.map((operation) => operation.ns);
  return 'commitTransaction' in o || 'abortTransaction' in o ? [] : [ns];
}

const OWN = ['admin', 'config', 'local'];

/** Whether this is in a database of the server's own: who may log in, and how it replicates, is the installation's. */
export const isOwn = (namespace: string): boolean => OWN.includes(namespace.split('.', 1)[0] ?? '');
