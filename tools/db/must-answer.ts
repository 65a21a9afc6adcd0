import { mongo } from 'mongoose';

import { type Config } from '#platform';

/**
 * Asks before Nest does, which would try again for more than a minute.
 * @throws Error with one line that names the server, and no password, when MongoDB does not let us in
 */
export async function mustAnswer({ uri, serverSelectionTimeoutMS }: Config['mongo']): Promise<void> {
  try {
    const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS });
    try {
      await client.db().command({ ping: 1 });
    } finally {
      await client.close();
    }
  } catch (error) {
    const where = uri.replace(/^.*@|^[^/]*\/\//, '').replace(/[/?].*/s, '');
    throw new Error(`MongoDB at ${where} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
