import { type Connection } from 'mongoose';

/** What MongoDB's profiler says of an operation that has really run. */
export interface ProfiledOperation {
  /** Collection. */
  collection: string;
  /** `query`, `update`, `remove`, `command`, … */
  op: string;
  /** As executed: `IXSCAN { userId: 1 }`, `COLLSCAN`, … Absent where no plan was needed. */
  planSummary?: string;
  /** Whether something had to be sorted in memory. */
  hasSortStage?: boolean;
  docsExamined?: number;
  command: { aggregate?: string; pipeline?: object[]; $readPreference?: { mode: string } };
}

/** Runs `work` and gives every operation on these collections that MongoDB executed meanwhile. */
export async function profiled(
  connection: Connection,
  collections: readonly string[],
  work: () => Promise<unknown>,
): Promise<ProfiledOperation[]> {
  const { db } = connection;
  if (!db) throw new Error('not connected');
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const profile = db.collection<Omit<ProfiledOperation, 'collection'> & { ns: string }>('system.profile');
  const entries = await profile.find().sort({ $natural: 1 }).toArray();
  await profile.drop();
  return entries
    .map(({ ns, ...entry }) => ({ ...entry, collection: ns.slice(ns.indexOf('.') + 1) }))
    .filter(({ collection, planSummary }) => collections.includes(collection) && planSummary !== undefined);
}
