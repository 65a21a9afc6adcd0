import { type mongo } from 'mongoose';

import { isOwn } from './oplog/oplog-entry';

/**
 * Empties a server for a restore, the databases of its own aside: collections that are there would keep their validators,
 * and what was made since the backup would stay.
 *
 * @param force whether documents that are there may go
 * @throws Error when there are documents, and nobody said that they may go
 */
export async function prepareTarget(client: mongo.MongoClient, force: boolean): Promise<void> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const collections: mongo.Collection[] = [];
  for (const { name } of databases.filter((database) => !isOwn(database.name))) {
    collections.push(...(await client.db(name).collections()).filter(isOrdinary));
  }
  for (const collection of force ? [] : collections) {
    if (await collection.findOne({}, { projection: { _id: 1 } }))
      throw new Error(
        `the server is not empty, ${collection.namespace} has documents: say --drop to replace all that is there`,
      );
  }
  for (const collection of collections) await collection.drop();
}

const isOrdinary = ({ collectionName }: mongo.Collection): boolean => !collectionName.startsWith('system.');
