import { mongo } from 'mongoose';

/** Does something with a MongoDB, on a connection of its own that is closed after it. */
export async function connected<Result>(
  uri: string,
  work: (client: mongo.MongoClient) => Promise<Result>,
): Promise<Result> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
