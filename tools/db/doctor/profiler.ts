import { type mongo } from 'mongoose';

import { shapeOf } from '#platform';

/** Kept by the profiler; the oldest make room for new ones. */
const PROFILE_BYTES = 16 * 1024 * 1024;

/** The name by which our tools are known to MongoDB. */
const TOOL = 'bike-power-tracker-tool';

/** Commands that ask the same in the same way. */
export interface SlowShape {
  collection: string;
  operation: string;
  /** Names and operators, without values. */
  shape: string;
  /** How MongoDB went about it, `IXSCAN { userId: 1 }` for instance. */
  plan: string;
  times: number;
  /** ms */
  slowest: number;
  average: number;
  /** Of the slowest: what was looked at for each document that came of it. */
  examinedPerDocument: number;
}

interface Profiled {
  ns: string;
  op: string;
  command: { filter?: unknown; pipeline?: unknown; q?: unknown; query?: unknown };
  planSummary?: string;
  millis: number;
  docsExamined?: number;
  keysExamined?: number;
  nreturned?: number;
  nModified?: number;
}

/** Lets MongoDB keep every command of this database that takes longer. Costs a little as long as it is on. */
export async function profilerOn(db: mongo.Db, slowMs: number): Promise<void> {
  const exists = await db.listCollections({ name: 'system.profile' }).hasNext();
  if (!exists) await db.createCollection('system.profile', { capped: true, size: PROFILE_BYTES });
  await db.command({ profile: 1, slowms: slowMs });
}

/** What was kept stays. */
export async function profilerOff(db: mongo.Db): Promise<void> {
  await db.command({ profile: 0 });
}

/** Whether the profiler is on, and from how many ms. */
export async function profilerState(db: mongo.Db): Promise<{ on: boolean; slowMs: number }> {
  const { was, slowms } = (await db.command({ profile: -1 })) as { was: number; slowms: number };
  return { on: was > 0, slowMs: slowms };
}

/** What the profiler has kept, by shape, the slowest first; what the doctor itself asked is left out. */
export async function slowestShapes(db: mongo.Db, most: number): Promise<SlowShape[]> {
  const profile = db.collection<Profiled>('system.profile');
  const asked = { ns: { $not: /\.(system\.|\$cmd)/ }, appName: { $ne: TOOL } };
  const shapes = new Map<string, SlowShape>();
  for await (const entry of profile.find(asked).sort({ millis: -1 })) {
    const { command, planSummary = '', millis } = entry;
    const collection = entry.ns.slice(entry.ns.indexOf('.') + 1);
    const shape = shapeOf(command.pipeline ?? command.filter ?? command.q ?? command.query);
    const key = [collection, entry.op, shape, planSummary].join(' ');
    const known = shapes.get(key);
    if (known) {
      known.average = (known.average * known.times + millis) / (known.times + 1);
      known.times++;
      continue;
    }
    const given = Math.max(1, entry.nreturned ?? entry.nModified ?? 0);
    const examined = Math.max(entry.docsExamined ?? 0, entry.keysExamined ?? 0);
    const measured = { times: 1, slowest: millis, average: millis, examinedPerDocument: examined / given };
    shapes.set(key, { collection, operation: entry.op, shape, plan: planSummary, ...measured });
  }
  return [...shapes.values()].slice(0, most);
}
