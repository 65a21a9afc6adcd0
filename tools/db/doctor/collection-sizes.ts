import { type mongo } from 'mongoose';

/** How large a collection is; sizes in bytes. */
export interface CollectionSize {
  collection: string;
  documents: number;
  /** On disk, compressed. */
  stored: number;
  /** Of all its indexes, on disk. */
  indexes: number;
  /** Of a document, not compressed. */
  averageDocument: number;
}

interface StorageStats {
  storageStats: { count: number; storageSize: number; totalIndexSize: number; avgObjSize?: number };
}

/** All collections of a database, the largest first. */
export async function collectionSizes(db: mongo.Db): Promise<CollectionSize[]> {
  const sizes: CollectionSize[] = [];
  for (const { name, type } of await db.listCollections().toArray()) {
    if (type === 'view' || name.startsWith('system.')) continue;
    const stats = await db
      .collection(name)
      .aggregate<StorageStats>([{ $collStats: { storageStats: {} } }])
      .next();
    if (!stats) continue;
    const { count, storageSize, totalIndexSize, avgObjSize = 0 } = stats.storageStats;
    sizes.push({
      collection: name,
      documents: count,
      stored: storageSize,
      indexes: totalIndexSize,
      averageDocument: avgObjSize,
    });
  }
  return sizes.sort((a, b) => b.stored + b.indexes - (a.stored + a.indexes));
}
