import { type mongo } from 'mongoose';

/** Where a worker keeps chunks. */
export const CHUNKS = 'telemetry_chunks';

/**
 * Makes a collection with the indexes of another, in the place of what it was. What is written to it next is not held up by what
 * was written before: MongoDB has put that away.
 */
export async function makeEmpty(client: mongo.MongoClient, name: string, like: string): Promise<void> {
  const indexes = await client.db().collection(like).indexes();
  const collection = client.db().collection(name);
  await collection.drop();
  await collection.createIndexes(indexes.map(({ name, key }) => ({ name, key })));
  await putAway(client);
}

/** A checkpoint, which MongoDB makes once a minute otherwise. */
export async function putAway(client: mongo.MongoClient): Promise<void> {
  await client.db('admin').command({ fsync: 1 });
}
