import { type mongo } from 'mongoose';

/** Where a worker keeps chunks. */
export const CHUNKS = 'telemetry_chunks';

/** Makes a collection with the indexes of another, in the place of what it was. */
export async function makeEmpty(client: mongo.MongoClient, name: string, like: string): Promise<void> {
  const indexes = await client.db().collection(like).indexes();
  const collection = client.db().collection(name);
  await collection.drop();
  await collection.createIndexes(indexes.map(({ name, key }) => ({ name, key })));
}

/** A checkpoint, which MongoDB makes once a minute otherwise: what was written before does not hold up what comes next. */
export async function putAway(client: mongo.MongoClient): Promise<void> {
  await client.db('admin').command({ fsync: 1 });
}
