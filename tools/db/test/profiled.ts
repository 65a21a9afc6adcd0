import { type mongo } from 'mongoose';

/** What MongoDB's profiler says of one operation. */
export interface Operation {
  op: string;
  ns: string;
  planSummary?: string;
  keysExamined?: number;
  docsExamined?: number;
  nreturned?: number;
}

const BYTES = 8 * 1024 * 1024;

/** Everything that `work` makes MongoDB do in the collections of this database. */
export async function profiled(db: mongo.Db, work: () => Promise<unknown>): Promise<Operation[]> {
  await db.createCollection('system.profile', { capped: true, size: BYTES });
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const profile = db.collection<Operation>('system.profile');
  const ours = { ns: { $regex: `^${db.databaseName}\\.`, $not: /\.(system\.|\$cmd)/ } };
  const operations = await profile.find(ours).toArray();
  await profile.drop();
  return operations;
}
