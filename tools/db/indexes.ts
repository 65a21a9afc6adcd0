import { type Connection } from 'mongoose';

import { IndexesService } from '#platform';

import { describeIndex } from './describe-index';
import { withCollections } from './with-collections';

/**
 * Creates what is missing of the collections and indexes that the schemas declare, and says what is there then. Nothing
 * is dropped: an index that no schema declares any more is only pointed out. May run any number of times.
 */
function main(): Promise<void> {
  return withCollections(async (connection, app) => {
    await app.get(IndexesService).create();
    await report(connection);
  });
}

async function report(connection: Connection): Promise<void> {
  const models = Object.values(connection.models);
  const width = Math.max(...models.map(({ collection }) => collection.collectionName.length));
  for (const model of models) {
    const name = model.collection.collectionName;
    const indexes = await model.collection.indexes();
    console.log(`${name.padEnd(width)}  ${indexes.map(describeIndex).join(', ')}`);
    const { toDrop } = await model.diffIndexes();
    if (toDrop.length > 0) console.log(`${' '.repeat(width)}  declared no more: ${toDrop.join(', ')}`);
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
