import { type mongo } from 'mongoose';

import { type BaseManifest } from '../folder/manifest';
import { differences } from './differences';
import { takeInventory } from './inventory';
import { SnapshotReader } from './snapshot-reader';

/**
 * Compares what a server has with what it should have.
 *
 * @param expiring whether the server removes expired documents
 * @returns what was compared, in one line
 * @throws Error naming every difference
 */
export async function compareWithManifest(
  client: mongo.MongoClient,
  { inventory }: BaseManifest,
  expiring: boolean,
): Promise<string> {
  if (!inventory) return 'not compared: the manifest does not say what was there';
  const found = differences(inventory, await takeInventory(new SnapshotReader(client)), expiring);
  if (found.length > 0) throw new Error(`what was restored is not what was backed up: ${found.join('; ')}`);
  const collections = Object.values(inventory.collections);
  const documents = collections.reduce((sum, collection) => sum + collection.documents, 0);
  return `the same as in the manifest: ${documents} documents in ${collections.length} collections`;
}
