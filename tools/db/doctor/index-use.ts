import { type Connection } from 'mongoose';

/** How an index is used. */
export interface IndexUse {
  collection: string;
  index: string;
  /** Since `since`, which is when the server started or the index was made. */
  uses: number;
  since: Date;
  /** Whether a schema declares it. */
  declared: boolean;
}

/** What indexes there are, and which are missing. */
export interface Indexes {
  used: IndexUse[];
  /** Declared, and not there. */
  missing: { collection: string; keys: Record<string, unknown> }[];
}

interface IndexStats {
  name: string;
  accesses: { ops: number; since: Date };
}

/** Compares the indexes of all collections that have a schema with what these declare; the least used first. */
export async function indexUse(connection: Connection): Promise<Indexes> {
  const indexes: Indexes = { used: [], missing: [] };
  for (const model of Object.values(connection.models)) {
    const collection = model.collection.collectionName;
    const stats = await model.collection.aggregate<IndexStats>([{ $indexStats: {} }]).toArray();
    const { toDrop, toCreate } = await model.diffIndexes();
    for (const { name, accesses } of stats) {
      const declared = !(toDrop as string[]).includes(name);
      indexes.used.push({ collection, index: name, uses: Number(accesses.ops), since: accesses.since, declared });
    }
    for (const keys of toCreate) indexes.missing.push({ collection, keys: keys as Record<string, unknown> });
  }
  indexes.used.sort((a, b) => a.uses - b.uses);
  return indexes;
}
