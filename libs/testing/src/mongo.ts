import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { withDatabase } from '../../../tools/servers';
import { fromSetup } from './from-setup';

/**
 * A MongoDB address with a database of its own, which nobody else uses. It appears with the first write.
 *
 * @param name shows up in the database's name, for whoever looks at a failed test
 */
export function testMongoUri(name = 'test'): string {
  const readable = name.replace(/[^a-z0-9]+/gi, '-').slice(0, 24);
  return withDatabase(fromSetup('MONGODB_URI'), `${runPrefix()}${readable}-${randomBytes(4).toString('hex')}`);
}

/** Drops the database that the address names. */
export async function dropDatabase(uri: string): Promise<void> {
  await connected(uri, (client) => client.db().dropDatabase());
}

/** Drops every database of this test run. */
export async function dropTestDatabases(uri: string): Promise<void> {
  await connected(uri, async (client) => {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) {
      if (name.startsWith(runPrefix())) await client.db(name).dropDatabase();
    }
  });
}

function runPrefix(): string {
  return `bpt-test-${fromSetup('TEST_RUN')}-`;
}

async function connected(uri: string, work: (client: mongo.MongoClient) => Promise<unknown>): Promise<void> {
  const client = new mongo.MongoClient(uri);
  try {
    await work(client);
  } finally {
    await client.close();
  }
}
