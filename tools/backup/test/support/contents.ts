import { mongo } from 'mongoose';

import { runInitScript } from '../../../db/test/run-init-script';
import { connected } from '../../../servers';
import { type Inventory, takeInventory } from '../../inventory/inventory';
import { SnapshotReader } from '../../inventory/snapshot-reader';

export const DATABASE = 'bike-power-tracker';

/** Hashes, indexes, validators and files of everything there is. */
export const contentsOf = (uri: string): Promise<Inventory> =>
  connected(uri, (client) => takeInventory(new SnapshotReader(client)));

/** Some of everything that a backup must bring back: validators, indexes, a file in GridFS, a document that no validator would take now. */
export async function fill(uri: string): Promise<void> {
  await connected(uri, async (client) => {
    await runInitScript('01-init.js', client, { MONGO_INITDB_DATABASE: DATABASE });
    const db = client.db(DATABASE);
    await db
      .collection('users')
      .insertMany(
        [...Array(50).keys()].map((place) => ({ email: `rider${place}@example.org`, createdAt: new Date(place) })),
      );
    await db.collection('workouts').insertOne({ title: 'of an older version' }, { bypassDocumentValidation: true });
    await db
      .collection('telemetry_chunks')
      .insertMany(
        [...Array(3_000).keys()].map((place) => ({ streamId: new mongo.ObjectId(), data: Buffer.alloc(200, place) })),
      );
    const bucket = new mongo.GridFSBucket(db, { bucketName: 'telemetry' });
    const upload = bucket.openUploadStream('ride');
    upload.end(Buffer.alloc(600_000, 'watts '));
    await new Promise((resolve, reject) => upload.once('finish', resolve).once('error', reject));
  });
}
